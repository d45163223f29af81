package dev.narae;

import dev.narae.spi.FusedOp;

/**
 * Pooling with a given number of windows: window i of o over an extent n reaches from i·n / o,
 * rounded down, to before (i + 1)·n / o, rounded up.
 */
final class AdaptivePooling {
  private AdaptivePooling() {}

  static Tensor means(int dims, Tensor input, long... outputs) {
    String op = "adaptiveAvgPool" + dims + "d";
    Tensor result = check(op, dims, input, outputs);
    if (dims == 2 && result.dim(2) % outputs[0] == 0 && result.dim(3) % outputs[1] == 0) {
      return Extents.unbatched(tiles(result, outputs[0], outputs[1]), input, dims);
    }
    for (int i = 0; i < dims; i++) {
      int axis = 2 + i;
      long extent = result.dim(axis);
      result =
          extent % outputs[i] == 0
              ? equal(result, axis, outputs[i])
              : means(extent, outputs[i], result).apply(result, axis);
    }
    return Extents.unbatched(result, input, dims);
  }

  /** Windows of equal size side by side. */
  private static Tensor tiles(Tensor x, long high, long wide) {
    int kernelH = Math.toIntExact(x.dim(2) / high);
    int kernelW = Math.toIntExact(x.dim(3) / wide);
    Window window = new Window(kernelH, kernelW, 0, 0, 1, 1);
    FusedOp.AvgPool2d pool = new FusedOp.AvgPool2d(kernelH, kernelW, window, true, 0);
    return Dispatch.run(new AvgPool2dOp(pool, high, wide), x);
  }

  /** Windows of equal length side by side. */
  private static Tensor equal(Tensor x, int axis, long outputs) {
    long length = x.dim(axis) / outputs;
    Shape apart = x.shape().with(axis, outputs).insert(axis + 1, length);
    return length == 1 ? x : x.reshape(apart).mean(axis + 1);
  }

  private static Taps means(long extent, long outputs, Tensor x) {
    Tensor windows = windows(extent, outputs, x.device());
    Tensor last = starts(extent, outputs, 1, x.device());
    Tensor first = starts(extent, outputs, 0, x.device());
    Tensor length = last.sub(first).to(x.dtype());
    Tensor offsets = Tensor.arange(windows.dim(1), DType.I64, x.device());
    Tensor inside = offsets.lt(last.sub(first)).to(x.dtype());
    return new Taps(windows, inside.div(length));
  }

  /** Where windows begin, or with {@code next} 1 where they end, as a column. */
  private static Tensor starts(long extent, long outputs, long next, Device device) {
    Tensor scaled =
        Tensor.arange(outputs, DType.F64, device).add((double) next).mul((double) extent);
    Tensor exact = scaled.div((double) outputs);
    return (next == 0 ? exact.floor() : exact.ceil()).to(DType.I64).unsqueeze(1);
  }

  /** The positions in each window (outputs, longest); shorter ones repeat their last. */
  private static Tensor windows(long extent, long outputs, Device device) {
    Tensor first = starts(extent, outputs, 0, device);
    Tensor end = starts(extent, outputs, 1, device);
    long longest = (extent - 1) / outputs + 2;
    Tensor offsets = Tensor.arange(longest, DType.I64, device);
    return first.add(offsets).minimum(end.sub(1L));
  }

  static Pooling.Pooled maxima(int dims, Tensor input, long... outputs) {
    String op = "adaptiveMaxPool" + dims + "d";
    Tensor x = check(op, dims, input, outputs);
    long wide = outputs[dims - 1];
    long high = dims == 1 ? 1 : outputs[0];
    Tensor columns = windows(x.dim(dims + 1), wide, x.device());
    Tensor rows =
        dims == 1
            ? Tensor.zeros(Shape.of(1, 1), DType.I64, x.device())
            : windows(x.dim(2), high, x.device());
    long across = columns.dim(1);
    long down = rows.dim(1);
    Tensor places =
        rows.mul(x.dim(dims + 1))
            .reshape(high, 1, down, 1)
            .add(columns.reshape(1, wide, 1, across))
            .reshape(high * wide, down * across);
    Tensor flat = x.reshape(x.dim(0), x.dim(1), plane(x));
    Tensor positions = largest(flat.detach(), places);
    Tensor values = Dispatch.run(new GatherOp(2, true), flat, positions);
    Shape out = Shape.of(x.dim(0), x.dim(1)).insert(2, wide);
    Shape shape = dims == 1 ? out : out.insert(2, high);
    return new Pooling.Pooled(
        Extents.unbatched(values.reshape(shape), input, dims),
        Extents.unbatched(positions.reshape(shape), input, dims));
  }

  /** The number of places of an image, which a shape without elements does not tell by itself. */
  private static long plane(Tensor x) {
    return x.rank() == 3 ? x.dim(2) : x.dim(2) * x.dim(3);
  }

  /** The place of each window's largest element: (N, C, windows) from (windows, elements). */
  private static Tensor largest(Tensor flat, Tensor places) {
    Tensor parts =
        Taps.pick(flat, 2, places.flatten())
            .reshape(flat.dim(0), flat.dim(1), places.dim(0), places.dim(1));
    Tensor best = parts.argmax(3, true);
    Tensor spread = places.reshape(1, 1, places.dim(0), places.dim(1));
    Tensor all = spread.expand(parts.shape());
    return Dispatch.run(new GatherOp(3, true), all, best).squeeze(3);
  }

  private static Tensor check(String op, int dims, Tensor input, long... outputs) {
    Tensor x = Extents.batched(op, input, dims);
    for (int i = 0; i < dims; i++) {
      if (outputs[i] < 1 || x.dim(2 + i) < 1) {
        throw new ShapeException(
            "%s: input %s cannot be pooled to %s; all sizes must be at least 1"
                .formatted(op, input.shape(), Extents.times(outputs)));
      }
    }
    return x;
  }
}
