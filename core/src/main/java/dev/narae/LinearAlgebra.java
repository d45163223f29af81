package dev.narae;

/** Products of vectors, matrices and batches of matrices. */
public sealed interface LinearAlgebra permits Tensor {

  /**
   * The matrix product, as PyTorch's {@code matmul}: (…, m, k) · (…, k, n) = (…, m, n), leading
   * dimensions broadcast; a vector on the left is a row, on the right a column, and its dimension
   * is dropped from the result.
   *
   * @throws ShapeException if the inner sizes differ or an operand has no dimension
   * @throws DTypeException if the dtypes differ or are BOOL, U8, I8 or I16
   */
  default Tensor matmul(Tensor other) {
    return Products2d.matmul(self(), other);
  }

  /** The matrix product of two matrices (m, k) and (k, n), without broadcasting. */
  default Tensor mm(Tensor other) {
    if (self().rank() != 2 || other.rank() != 2) {
      throw new ShapeException(
          "mm: shapes %s and %s; both must be matrices, or use matmul"
              .formatted(self().shape(), other.shape()));
    }
    return matmul(other);
  }

  /**
   * x wᵀ + b over the last dimension.
   *
   * @param weight (out, in)
   * @param bias (out)
   */
  default Tensor linear(Tensor weight, Tensor bias) {
    return Products2d.linear(self(), weight, bias);
  }

  /** x wᵀ over the last dimension, with weight (out, in). */
  default Tensor linear(Tensor weight) {
    return matmul(weight.t());
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
