package dev.narae;

import dev.narae.spi.Layout;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;

/** The checks that every operator with an index tensor makes. */
final class Indices {
  private Indices() {}

  /** Checks an index for gathering from or scattering to {@code tensor} along an axis. */
  static void check(String op, Tensor tensor, int axis, Tensor index, boolean inRange) {
    Shape shape = index.shape();
    if (index.dtype() != DType.I64) {
      throw new DTypeException(
          "%s: the index is %s; indices must be i64: convert with to(DType.I64)"
              .formatted(op, index.dtype()));
    }
    boolean fits = shape.rank() == tensor.rank();
    for (int i = 0; fits && i < shape.rank(); i++) {
      fits = i == axis || shape.dim(i) <= tensor.dim(i);
    }
    if (!fits) {
      throw new ShapeException(
          ("%s: an index of shape %s does not fit a tensor of shape %s along dimension %d; they"
                  + " need equal ranks, and no larger sizes in the other dimensions")
              .formatted(op, shape, tensor.shape(), axis));
    }
    if (!inRange) {
      checkRange(op, index, tensor.dim(axis), axis);
    }
  }

  /** Positions as I64. Refuses other dtypes than I64 and I32. */
  static Tensor whole(String op, Tensor index) {
    if (index.dtype() != DType.I64 && index.dtype() != DType.I32) {
      throw new DTypeException(
          "%s: the index is %s; indices must be i64: convert with to(DType.I64)"
              .formatted(op, index.dtype()));
    }
    return index.to(DType.I64);
  }

  /** Checks that every element of an index lies in [0, extent). */
  static void checkRange(String op, Tensor index, long extent, int axis) {
    if (index.size() == 0) {
      return;
    }
    try (Scope _ = Scope.open(op);
        var _ = Grad.noGrad()) {
      long low = index.amin().toLong();
      long high = index.amax().toLong();
      if (low < 0 || high >= extent) {
        throw new IndexOutOfBoundsException(
            "%s: index %d is out of range for dimension %d of size %d; use 0 to %d"
                .formatted(op, low < 0 ? low : high, axis, extent, extent - 1));
      }
    }
  }

  /** Checks that every element of an index lies in [-extent, extent). */
  static void checkWrapped(String op, Tensor index, Shape shape, int axis) {
    if (index.size() == 0) {
      return;
    }
    try (Scope _ = Scope.open(op);
        var _ = Grad.noGrad()) {
      long low = index.amin().toLong();
      long high = index.amax().toLong();
      long extent = shape.dim(axis);
      if (low < -extent || high >= extent) {
        throw new IndexOutOfBoundsException(
            "%s: index %d is out of range for dimension %d of shape %s; use %d to %d"
                .formatted(op, low < -extent ? low : high, axis, shape, -extent, extent - 1));
      }
    }
  }

  /** A vector along an axis, repeated in all other dimensions. */
  static Tensor spread(Tensor vector, int axis, Shape target) {
    long[] column = new long[target.rank()];
    java.util.Arrays.fill(column, 1);
    column[axis] = target.dim(axis);
    return vector.reshape(column).expand(target);
  }

  /** The parts at positions of a dimension given by a vector that is known to be in range. */
  static Tensor select(Tensor tensor, int axis, Tensor positions) {
    Shape target = tensor.shape().with(axis, positions.dim(0));
    return Dispatch.run(new GatherOp(axis, true), tensor, spread(positions, axis, target));
  }

  /**
   * A copy with source[…, i, …] joined to the part at position i of a dimension, for positions
   * given by a vector that is known to be in range.
   */
  static Tensor scatter(
      ScatterKind kind, Tensor tensor, int axis, Tensor positions, Tensor source) {
    Tensor index = spread(positions, axis, source.shape());
    return Dispatch.run(new ScatterOp("scatter", kind, axis, true), tensor, index, source);
  }

  /** A view limited to the extents of an index outside the axis. */
  static View cropped(View view, Shape index, int axis) {
    Layout layout = view.layout();
    Shape shape = index.with(axis, layout.shape().dim(axis));
    return view.with(Layout.of(shape, layout.strides(), layout.offset()));
  }
}
