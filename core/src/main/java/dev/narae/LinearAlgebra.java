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
    return Casting.low(t -> t[0].matmul(t[1].t()), self(), weight);
  }

  /** The product of two vectors, a single number. */
  default Tensor dot(Tensor other) {
    Products2d.requireRanks("dot", self(), 1, other, 1);
    return Casting.widest(t -> t[0].matmul(t[1]), self(), other);
  }

  /** The product of a matrix (m, k) and a vector (k). */
  default Tensor mv(Tensor vector) {
    Products2d.requireRanks("mv", self(), 2, vector, 1);
    return matmul(vector);
  }

  /** The products of two batches of matrices (b, m, k) and (b, k, n), without broadcasting. */
  default Tensor bmm(Tensor other) {
    Products2d.requireRanks("bmm", self(), 3, other, 3);
    if (self().dim(0) != other.dim(0)) {
      throw new ShapeException(
          "bmm: shapes %s and %s have %d and %d matrices; the numbers must be equal, or use matmul"
              .formatted(self().shape(), other.shape(), self().dim(0), other.dim(0)));
    }
    return matmul(other);
  }

  /** All products of an element of this vector (m) and one of another (n), as a matrix (m, n). */
  default Tensor outer(Tensor other) {
    Products2d.requireRanks("outer", self(), 1, other, 1);
    return self().unsqueeze(1).mul(other);
  }

  /** this + a b, for matrices a (m, k) and b (k, n); this is broadcast. */
  default Tensor addmm(Tensor a, Tensor b) {
    return addmm(a, b, 1, 1);
  }

  /** beta this + alpha a b, for matrices a (m, k) and b (k, n); with beta 0 this is not read. */
  default Tensor addmm(Tensor a, Tensor b, double beta, double alpha) {
    Products2d.requireRanks("addmm", a, 2, b, 2);
    return Casting.low(
        t -> MatrixFunctions.scaledSum("addmm", t[0], t[1].matmul(t[2]), beta, alpha),
        self(),
        a,
        b);
  }

  /** this + a b, for batches of matrices a (b, m, k) and b (b, k, n); this is broadcast. */
  default Tensor baddbmm(Tensor a, Tensor b) {
    return baddbmm(a, b, 1, 1);
  }

  /** beta this + alpha a b, for batches of matrices; with beta 0 this is not read. */
  default Tensor baddbmm(Tensor a, Tensor b, double beta, double alpha) {
    return Casting.low(
        t -> MatrixFunctions.scaledSum("baddbmm", t[0], t[1].bmm(t[2]), beta, alpha), self(), a, b);
  }

  /** The sum of the diagonal of a matrix; floating dtypes stay, others become I64. */
  default Tensor trace() {
    if (self().rank() != 2) {
      throw new ShapeException(
          "trace: shape %s; it must be a matrix, or use einsum".formatted(self().shape()));
    }
    return self().diagonal().sum();
  }

  /**
   * The Kronecker product: every element of this times the whole other tensor, in blocks. The
   * tensor of lower rank gets leading dimensions of extent 1.
   */
  default Tensor kron(Tensor other) {
    return MatrixFunctions.kron(self(), other);
  }

  /**
   * The product of a square matrix (…, n, n) with itself, {@code exponent} times; the inverse's for
   * a negative exponent.
   *
   * @param exponent 0 gives the identity
   */
  default Tensor matrixPower(int exponent) {
    return MatrixFunctions.power(self(), exponent);
  }

  /** The vector product of vectors of three elements along a dimension; others are broadcast. */
  default Tensor cross(Tensor other, int dim) {
    return MatrixFunctions.cross(self(), other, dim);
  }

  /** Sums over the products of the last {@code dims} dimensions and the first of another tensor. */
  default Tensor tensordot(Tensor other, int dims) {
    int[] own = new int[dims];
    int[] others = new int[dims];
    for (int i = 0; i < dims; i++) {
      own[i] = i - dims;
      others[i] = i;
    }
    return tensordot(other, own, others);
  }

  /**
   * Sums over the products of pairs of dimensions; those left of this come first in the result.
   *
   * @param dims dimensions of this
   * @param others the dimensions of the other tensor that belong to them
   */
  default Tensor tensordot(Tensor other, int[] dims, int[] others) {
    return Joins.tensordot(self(), other, dims, others);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
