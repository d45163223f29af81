package dev.narae;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A convolution's options, checked against its tensors, with one number for each spatial dimension.
 */
final class ConvGeometry {
  final int[] stride;
  final int[] padding;
  final int[] outputPadding;
  final int[] dilation;
  final int groups;
  private final String op;
  private final int dims;

  private ConvGeometry(String op, int dims, ConvOptions options) {
    this.op = op;
    this.dims = dims;
    stride = Extents.of(op, "stride", options.stride(), dims, 1);
    padding = Extents.of(op, "padding", options.padding(), dims, 0);
    outputPadding = Extents.of(op, "outputPadding", options.outputPadding(), dims, 0);
    dilation = Extents.of(op, "dilation", options.dilation(), dims, 1);
    groups = options.groups();
  }

  /** The geometry of a convolution of x (N, C, …) with weight (O, C/groups, …). */
  static ConvGeometry forward(
      String op, int dims, Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    ConvGeometry geometry = new ConvGeometry(op, dims, options);
    geometry.checkTensors(x, weight, bias, "(O, C/groups, …)");
    geometry.checkGroups(x, weight, weight.dim(0));
    if (x.dim(1) != weight.dim(1) * options.groups()) {
      throw new ShapeException(
          "%s: input %s has %d channels, but weight %s with %d groups expects %d"
              .formatted(
                  op,
                  x.shape(),
                  x.dim(1),
                  weight.shape(),
                  options.groups(),
                  weight.dim(1) * options.groups()));
    }
    geometry.checkBias(bias, weight, weight.dim(0));
    if (Arrays.stream(geometry.outputPadding).anyMatch(more -> more != 0)) {
      throw new IllegalArgumentException(
          "%s: outputPadding %s is for transposed convolutions; leave it out"
              .formatted(op, options.outputPadding()));
    }
    return geometry;
  }

  /** The geometry of a transposed convolution of x (N, C, …) with weight (C, O/groups, …). */
  static ConvGeometry transposed(
      String op, int dims, Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    ConvGeometry geometry = new ConvGeometry(op, dims, options);
    geometry.checkTensors(x, weight, bias, "(C, O/groups, …)");
    geometry.checkGroups(x, weight, weight.dim(0));
    if (x.dim(1) != weight.dim(0)) {
      throw new ShapeException(
          "%s: input %s has %d channels, but weight %s expects %d"
              .formatted(op, x.shape(), x.dim(1), weight.shape(), weight.dim(0)));
    }
    geometry.checkBias(bias, weight, weight.dim(1) * options.groups());
    for (int i = 0; i < dims; i++) {
      if (geometry.outputPadding[i] >= Math.max(geometry.stride[i], geometry.dilation[i])) {
        throw new ShapeException(
            "%s: outputPadding %s must be smaller than stride %s or dilation %s"
                .formatted(op, options.outputPadding(), options.stride(), options.dilation()));
      }
    }
    if (options.same()) {
      throw new IllegalArgumentException(
          op + ": there is no padding that keeps the size; use padding(…) and outputPadding(…)");
    }
    return geometry;
  }

  private void checkTensors(Tensor x, Tensor weight, @Nullable Tensor bias, String form) {
    if (x.dtype() != weight.dtype() || (bias != null && bias.dtype() != x.dtype())) {
      throw new DTypeException(
          "%s: input is %s, weight %s and bias %s; convert them to one dtype with to(dtype)"
              .formatted(op, x.dtype(), weight.dtype(), bias == null ? "absent" : bias.dtype()));
    }
    if (weight.rank() != dims + 2) {
      throw new ShapeException(
          "%s: the weight has shape %s; for input %s it must be %s of as many dimensions"
              .formatted(op, weight.shape(), x.shape(), form));
    }
  }

  private void checkGroups(Tensor x, Tensor weight, long channels) {
    if (groups < 1 || x.dim(1) % groups != 0 || channels % groups != 0) {
      throw new ShapeException(
          "%s: %d groups do not divide the channels of input %s and weight %s"
              .formatted(op, groups, x.shape(), weight.shape()));
    }
  }

  private void checkBias(@Nullable Tensor bias, Tensor weight, long channels) {
    if (bias != null && !bias.shape().equals(Shape.of(channels))) {
      throw new ShapeException(
          "%s: the bias has shape %s; for weight %s it must be [%d]"
              .formatted(op, bias.shape(), weight.shape(), channels));
    }
  }

  /** The output's extents, refused if a kernel does not fit into the input. */
  long[] outputs(Tensor x, Tensor weight) {
    long[] outputs = new long[dims];
    for (int i = 0; i < dims; i++) {
      outputs[i] =
          Window.extent(x.dim(2 + i), weight.dim(2 + i), stride[i], padding[i], dilation[i]);
      if (outputs[i] < 1) {
        throw new ShapeException(
            ("%s: a kernel of %s with dilation %s and padding %s does not fit into input %s; pad it"
                    + " or use a smaller kernel")
                .formatted(
                    op,
                    Extents.times(Extents.spatial(weight)),
                    Extents.times(dilation),
                    Extents.times(padding),
                    x.shape()));
      }
    }
    return outputs;
  }

  /** The extents of a transposed convolution's output, refused if there are none. */
  long[] transposedOutputs(Tensor x, Tensor weight) {
    long[] outputs = new long[dims];
    for (int i = 0; i < dims; i++) {
      outputs[i] =
          (x.dim(2 + i) - 1) * stride[i]
              - 2L * padding[i]
              + dilation[i] * (weight.dim(2 + i) - 1)
              + outputPadding[i]
              + 1;
      if (outputs[i] < 1) {
        throw new ShapeException(
            "%s: input %s and kernel %s with padding %s leave no output; use less padding"
                .formatted(
                    op, x.shape(), Extents.times(Extents.spatial(weight)), Extents.times(padding)));
      }
    }
    return outputs;
  }

  /** The window over the last two dimensions; a line is an image of one row. */
  Window window() {
    boolean line = dims == 1;
    int w = dims - 1;
    int h = Math.max(w - 1, 0);
    return new Window(
        line ? 1 : stride[h],
        stride[w],
        line ? 0 : padding[h],
        padding[w],
        line ? 1 : dilation[h],
        dilation[w]);
  }
}
