package dev.narae;

/**
 * Systems of linear equations and factorisations of matrices, as PyTorch's {@code linalg}. Leading
 * dimensions count matrices. The dtype is F32 or F64; all arithmetic is in double precision, on the
 * processor. Everything is differentiable any number of times.
 */
public sealed interface Factorizations permits Tensor {

  /**
   * A sign and a logarithm.
   *
   * @param sign -1, 0 or 1
   * @param logAbs the logarithm of the absolute value
   */
  record SignedLog(Tensor sign, Tensor logAbs) {}

  /**
   * A = Q R.
   *
   * @param q (…, m, k) with orthonormal columns
   * @param r (…, k, n), upper triangular
   */
  record QR(Tensor q, Tensor r) {}

  /**
   * The inverse of square matrices (…, n, n).
   *
   * @throws ArithmeticException if a matrix is singular
   */
  default Tensor inv() {
    return Dispatch.run(new InverseOp(), self());
  }

  /** The determinants of square matrices (…, n, n), of the leading shape. */
  default Tensor det() {
    return Determinants.det(self());
  }

  /** The signs and the logarithms of the absolute values of determinants. */
  default SignedLog slogdet() {
    Tensor[] parts = Dispatch.runAll(new LogDeterminantOp("slogdet"), self());
    return new SignedLog(parts[0], parts[1]);
  }

  /** The logarithms of determinants; NaN where one is negative. */
  default Tensor logdet() {
    Tensor[] parts = Dispatch.runAll(new LogDeterminantOp("logdet"), self());
    Tensor nan = Tensor.full(Shape.scalar(), Double.NaN, self().dtype(), self().device());
    return parts[0].lt(0).where(nan, parts[1]);
  }

  /**
   * The X of A X = B, for square matrices A (…, n, n), which this is.
   *
   * @param b (…, n, k), or a vector (n); leading dimensions are broadcast
   * @throws ArithmeticException if a matrix is singular
   */
  default Tensor solve(Tensor b) {
    return Solving.solve(self(), b);
  }

  /**
   * The X of A X = B, for triangular matrices A (…, n, n), which this is.
   *
   * @param b (…, n, k); leading dimensions are broadcast
   * @param upper whether A is upper triangular, else lower; the other triangle is not read
   * @throws ArithmeticException if a matrix has a zero on its diagonal
   */
  default Tensor solveTriangular(Tensor b, boolean upper) {
    return Solving.solveTriangular(self(), b, upper);
  }

  /**
   * The lower triangular L of A = L Lᵀ, for symmetric positive definite matrices (…, n, n), of
   * which only the lower triangle is read.
   *
   * @throws ArithmeticException if a matrix is not positive definite
   */
  default Tensor cholesky() {
    return Dispatch.run(new CholeskyOp(), self());
  }

  /** A = Q R with k = min(m, n) columns of Q, by Householder's reflections. */
  default QR qr() {
    Tensor[] parts = Dispatch.runAll(new QrOp(), self());
    return new QR(parts[0], parts[1]);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
