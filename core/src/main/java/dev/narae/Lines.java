package dev.narae;

/** The lines of elements along an axis. */
final class Lines {
  private Lines() {}

  /** The position of each element along an axis as I64, in the shape of {@code like}. */
  static Tensor positions(Tensor like, int axis) {
    return column(Tensor.arange(like.dim(axis), DType.I64, like.device()), like, axis)
        .expand(like.shape());
  }

  /** A vector laid along an axis, with extent 1 in the other dimensions of {@code like}. */
  static Tensor column(Tensor vector, Tensor like, int axis) {
    long[] sizes = new long[like.rank()];
    java.util.Arrays.fill(sizes, 1);
    sizes[axis] = vector.size();
    return vector.reshape(Shape.of(sizes));
  }

  /** Refuses an index that is no vector of I64. */
  static void requireVector(String op, Tensor index) {
    if (index.rank() != 1) {
      throw new ShapeException(
          "%s: the index has shape %s; it must be a vector".formatted(op, index.shape()));
    }
    if (index.dtype() != DType.I64) {
      throw new DTypeException(
          "%s: the index is %s; indices must be i64: convert with to(DType.I64)"
              .formatted(op, index.dtype()));
    }
  }
}
