package dev.narae;

import org.jspecify.annotations.Nullable;

/** Convolutions over lines, images and volumes, all brought to those over images. */
final class Convolving {
  private Convolving() {}

  static Tensor forward(
      int dims, Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return Casting.low(t -> convolved(dims, t[0], t[1], t[2], options), input, weight, bias);
  }

  private static Tensor convolved(
      int dims, Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    String op = "conv" + dims + "d";
    Tensor x = Extents.batched(op, input, dims);
    ConvOptions sized = options;
    if (options.same()) {
      requireUnitStrides(op, dims, options);
    }
    if (options.padMode() != PadMode.CONSTANT) {
      x = padded(op, dims, x, weight, options);
      sized = options.padding(0);
    } else if (options.same()) {
      x = evened(op, dims, x, weight, options);
      sized = sized(op, dims, weight, options);
    }
    ConvGeometry geometry = ConvGeometry.forward(op, dims, x, weight, bias, sized);
    long[] outputs = geometry.outputs(x, weight);
    Tensor out =
        switch (dims) {
          case 1 -> image(x.unsqueeze(2), weight.unsqueeze(2), bias, geometry).squeeze(2);
          case 2 -> image(x, weight, bias, geometry);
          default -> volume(x, weight, bias, geometry, outputs[0]);
        };
    return Extents.unbatched(out, input, dims);
  }

  /** The options with the padding that keeps the input's size, rounded down. */
  private static ConvOptions sized(String op, int dims, Tensor weight, ConvOptions options) {
    int[] padding = new int[dims];
    for (int i = 0; i < dims; i++) {
      padding[i] = (int) (missing(op, dims, i, weight, options) / 2);
    }
    return options.padding(padding);
  }

  /** The input with one more zero at the end of those dimensions that miss an odd number. */
  private static Tensor evened(String op, int dims, Tensor x, Tensor weight, ConvOptions options) {
    long[] amounts = new long[2 * dims];
    for (int i = 0; i < dims; i++) {
      amounts[2 * (dims - 1 - i) + 1] = missing(op, dims, i, weight, options) % 2;
    }
    return x.pad(amounts);
  }

  private static void requireUnitStrides(String op, int dims, ConvOptions options) {
    for (int step : Extents.of(op, "stride", options.stride(), dims, 1)) {
      if (step != 1) {
        throw new IllegalArgumentException(
            "%s: stride %s cannot keep the input's size; use stride 1 or padding(…)"
                .formatted(op, options.stride()));
      }
    }
  }

  /** The input with its padding, where that is something else than zeros. */
  private static Tensor padded(String op, int dims, Tensor x, Tensor weight, ConvOptions options) {
    int[] padding = Extents.of(op, "padding", options.padding(), dims, 0);
    long[] amounts = new long[2 * dims];
    for (int i = 0; i < dims; i++) {
      long missing = missing(op, dims, i, weight, options);
      int last = 2 * (dims - 1 - i);
      amounts[last] = options.same() ? missing / 2 : padding[i];
      amounts[last + 1] = options.same() ? missing - missing / 2 : padding[i];
    }
    return x.pad(amounts, options.padMode());
  }

  /** By how much the output would be smaller than the input. */
  private static long missing(String op, int dims, int i, Tensor weight, ConvOptions options) {
    if (weight.rank() != dims + 2) {
      return 0;
    }
    int dilation = Extents.of(op, "dilation", options.dilation(), dims, 1)[i];
    return Math.max(dilation * (weight.dim(2 + i) - 1), 0);
  }

  private static Tensor image(
      Tensor x, Tensor weight, @Nullable Tensor bias, ConvGeometry geometry) {
    Conv2dOp op = new Conv2dOp(geometry.window(), geometry.groups, bias != null);
    return bias == null ? Dispatch.run(op, x, weight) : Dispatch.run(op, x, weight, bias);
  }

  /** A sum over the kernel's depth of convolutions over all slices at once. */
  private static Tensor volume(
      Tensor x, Tensor weight, @Nullable Tensor bias, ConvGeometry geometry, long depth) {
    int pad = geometry.padding[0];
    Tensor slices = x.pad(0, 0, 0, 0, pad, pad).transpose(1, 2).contiguous();
    @Nullable Tensor sum = null;
    for (int k = 0; k < weight.dim(2); k++) {
      SliceOp met = new SliceOp(1, (long) k * geometry.dilation[0], depth, geometry.stride[0]);
      Tensor images = Dispatch.run(met, slices).flatten(0, 1);
      Tensor part = image(images, weight.select(2, k), sum == null ? bias : null, geometry);
      sum = sum == null ? part : sum.add(part);
    }
    if (sum == null) {
      throw new ShapeException(
          "conv3d: weight %s has no depth; it must be at least 1".formatted(weight.shape()));
    }
    Shape out = Shape.of(x.dim(0), depth, sum.dim(1), sum.dim(2), sum.dim(3));
    return sum.reshape(out).transpose(1, 2);
  }

  static Tensor transposed(
      int dims, Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return Casting.low(t -> spread(dims, t[0], t[1], t[2], options), input, weight, bias);
  }

  private static Tensor spread(
      int dims, Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    String op = "convTranspose" + dims + "d";
    if (options.padMode() != PadMode.CONSTANT) {
      throw new IllegalArgumentException(
          "%s: the padding mode is %s; a transposed convolution cuts its padding off and knows"
                  .formatted(op, options.padMode())
              + " CONSTANT only");
    }
    Tensor x = Extents.batched(op, input, dims);
    ConvGeometry geometry = ConvGeometry.transposed(op, dims, x, weight, bias, options);
    long[] outputs = geometry.transposedOutputs(x, weight);
    Tensor out =
        switch (dims) {
          case 1 ->
              transposedImage(x.unsqueeze(2), weight.unsqueeze(2), geometry, 1, outputs[0])
                  .squeeze(2);
          case 2 -> transposedImage(x, weight, geometry, outputs[0], outputs[1]);
          default -> transposedVolume(x, weight, geometry, outputs);
        };
    Tensor shifted = bias == null ? out : Normalizing.perChannel(out, null, bias);
    return Extents.unbatched(shifted, input, dims);
  }

  /** The gradient of a convolution for an input of the output's size, given x as upstream. */
  private static Tensor transposedImage(
      Tensor x, Tensor weight, ConvGeometry geometry, long outH, long outW) {
    Window window = geometry.window();
    Shape shape = Shape.of(x.dim(0), weight.dim(1) * geometry.groups, outH, outW);
    // With an output padding of a stride or more, windows fit into the output that x lacks.
    long moreH = window.outH(outH, weight.dim(2)) - x.dim(2);
    long moreW = window.outW(outW, weight.dim(3)) - x.dim(3);
    Tensor upstream = x.pad(0, moreW, 0, moreH);
    return Dispatch.run(new Conv2dInputGradOp(window, geometry.groups, shape), upstream, weight);
  }

  /** For each depth of the kernel the slices that it makes, put where they belong and added. */
  private static Tensor transposedVolume(
      Tensor x, Tensor weight, ConvGeometry geometry, long[] outputs) {
    Tensor images = x.transpose(1, 2).flatten(0, 1);
    long full = outputs[0] + 2L * geometry.padding[0];
    Shape part =
        Shape.of(x.dim(0), x.dim(2), weight.dim(1) * geometry.groups, outputs[1], outputs[2]);
    Shape whole = part.with(1, full);
    Tensor sum = Tensor.zeros(whole, x.dtype(), x.device());
    for (int k = 0; k < weight.dim(2); k++) {
      Tensor made = transposedImage(images, weight.select(2, k), geometry, outputs[1], outputs[2]);
      SliceOp place = new SliceOp(1, (long) k * geometry.dilation[0], x.dim(2), geometry.stride[0]);
      sum = sum.add(place.place(made.reshape(part), full));
    }
    return sum.narrow(1, geometry.padding[0], outputs[0]).transpose(1, 2);
  }
}
