package dev.narae;

import dev.narae.spi.ScatterKind;

/** Maxima over lines, images and volumes, all brought to those over images. */
final class MaxPooling {
  private MaxPooling() {}

  static Pooling.Pooled run(int dims, Tensor input, PoolOptions options) {
    String op = "maxPool" + dims + "d";
    Tensor x = Extents.batched(op, input, dims);
    PoolGeometry geometry = PoolGeometry.of(op, dims, x, options);
    Tensor extended = geometry.extended(x, Double.NEGATIVE_INFINITY);
    Pooling.Pooled pooled =
        switch (dims) {
          case 1 -> line(extended, geometry);
          case 2 -> image(extended, geometry, 0, 1);
          default -> volume(extended, geometry);
        };
    Tensor positions =
        geometry.reachesOver() ? within(x, extended, pooled.positions()) : pooled.positions();
    return new Pooling.Pooled(
        Extents.unbatched(pooled.values(), input, dims), Extents.unbatched(positions, input, dims));
  }

  private static Pooling.Pooled line(Tensor x, PoolGeometry geometry) {
    Pooling.Pooled pooled = image(x.unsqueeze(2), geometry, -1, 0);
    return new Pooling.Pooled(pooled.values().squeeze(2), pooled.positions().squeeze(2));
  }

  /** Pooling over (N, C, H, W) by the numbers of two dimensions. */
  private static Pooling.Pooled image(Tensor x, PoolGeometry geometry, int h, int w) {
    MaxPool2dOp op = new MaxPool2dOp(geometry.kernel(h), geometry.kernel(w), geometry.window(h, w));
    Tensor[] outputs = Dispatch.runAll(op, x);
    return new Pooling.Pooled(outputs[0], outputs[1]);
  }

  /** The maxima of each slice, and of those the maxima along the depth. */
  private static Pooling.Pooled volume(Tensor x, PoolGeometry geometry) {
    long depth = x.dim(2);
    Pooling.Pooled slices = image(x.flatten(1, 2), geometry, 1, 2);
    long h = slices.values().dim(2);
    long w = slices.values().dim(3);
    Tensor columns = slices.values().reshape(x.dim(0), x.dim(1), depth, h * w);
    Pooling.Pooled deep = image(columns, geometry, 0, -1);
    Tensor first =
        Tensor.arange(depth, DType.I64, x.device()).mul(x.dim(3) * x.dim(4)).reshape(depth, 1);
    Tensor all = slices.positions().reshape(columns.shape()).add(first).flatten(2, 3);
    Tensor positions = Dispatch.run(new GatherOp(2, true), all, deep.positions().flatten(2, 3));
    Shape out = Shape.of(x.dim(0), x.dim(1), deep.values().dim(2), h, w);
    return new Pooling.Pooled(deep.values().reshape(out), positions.reshape(out));
  }

  /** Positions in an extended input as positions in the input itself. */
  private static Tensor within(Tensor x, Tensor extended, Tensor positions) {
    Tensor own =
        Tensor.arange(size(x), DType.I64, x.device()).reshape(Shape.of(Extents.spatial(x)));
    long[] more = new long[2 * own.rank()];
    for (int i = 0; i < own.rank(); i++) {
      more[2 * (own.rank() - 1 - i) + 1] = extended.dim(2 + i) - x.dim(2 + i);
    }
    Tensor places = own.pad(more).flatten();
    return Dispatch.run(new GatherOp(0, true), places, positions.flatten())
        .reshape(positions.shape());
  }

  private static long size(Tensor x) {
    return Shape.of(Extents.spatial(x)).size();
  }

  /** Zeros with each maximum put back where it was found: the input but for what lost. */
  static Tensor undo(Tensor values, Tensor positions, long h, long w) {
    String op = "maxUnpool2d";
    Tensor x = Extents.batched(op, values, 2);
    if (!positions.shape().equals(values.shape()) || positions.dtype() != DType.I64) {
      throw new ShapeException(
          "%s: positions %s %s must be i64 of the values' shape %s, as maxPool2d returns them"
              .formatted(op, positions.dtype(), positions.shape(), values.shape()));
    }
    if (h < 0 || w < 0) {
      throw new ShapeException(
          "%s: an output of %s cannot be; sizes must be 0 or more"
              .formatted(op, Extents.times(h, w)));
    }
    Indices.checkRange(op, positions, h * w, 2);
    Tensor at = positions.reshape(x.shape()).flatten(2, 3);
    Tensor zeros = Tensor.zeros(Shape.of(x.dim(0), x.dim(1), h * w), x.dtype(), x.device());
    ScatterOp set = new ScatterOp(op, ScatterKind.SET, 2, true);
    Tensor result = Dispatch.run(set, zeros, at, x.flatten(2, 3));
    return Extents.unbatched(result.reshape(x.dim(0), x.dim(1), h, w), values, 2);
  }
}
