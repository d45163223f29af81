package dev.narae;

/** Sets of dimensions, as reductions take them. */
final class Axes {
  private Axes() {}

  /** Which dimensions are named; all when none is. */
  static boolean[] of(String op, Shape shape, int... dims) {
    boolean[] axes = new boolean[shape.rank()];
    if (dims.length == 0) {
      java.util.Arrays.fill(axes, true);
    }
    for (int dim : dims) {
      int axis = shape.axis(op, dim);
      if (axes[axis]) {
        throw new ShapeException(
            "%s: dimension %d appears twice for shape %s; name each once"
                .formatted(op, dim, shape));
      }
      axes[axis] = true;
    }
    return axes;
  }

  /** The shape with extent 1 at the axes. */
  static Shape reduced(Shape shape, boolean[] axes) {
    long[] dims = shape.dims();
    for (int i = 0; i < dims.length; i++) {
      if (axes[i]) {
        dims[i] = 1;
      }
    }
    return Shape.of(dims);
  }

  /** The number of elements that meet in one result. */
  static long count(Shape shape, boolean[] axes) {
    long count = 1;
    for (int i = 0; i < axes.length; i++) {
      count *= axes[i] ? shape.dim(i) : 1;
    }
    return count;
  }

  /** The tensor without the axes, whose extent is 1. */
  static Tensor drop(Tensor tensor, boolean[] axes) {
    long[] dims = new long[axes.length];
    int rank = 0;
    for (int i = 0; i < axes.length; i++) {
      if (!axes[i]) {
        dims[rank++] = tensor.dim(i);
      }
    }
    return tensor.reshape(Shape.of(java.util.Arrays.copyOf(dims, rank)));
  }

  /** Refuses a reduction of nothing that has no neutral element. */
  static void requireElements(String op, Shape shape, int... dims) {
    boolean[] axes = of(op, shape, dims);
    if (count(shape, axes) == 0 && reduced(shape, axes).size() > 0) {
      throw new ShapeException(
          "%s: shape %s has no element to reduce; use a non-empty tensor".formatted(op, shape));
    }
  }
}
