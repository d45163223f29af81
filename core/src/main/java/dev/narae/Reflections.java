package dev.narae;

/**
 * Householder's reflections that make a matrix upper triangular (Golub and Van Loan: Matrix
 * Computations, 4th edition, section 5.2), with LAPACK's choice of signs.
 */
final class Reflections {
  private final int rows;
  private final int columns;
  private final int count;

  /** R on and above the diagonal; below it the reflections' vectors, whose first element is 1. */
  private final double[] a;

  private final double[] factors;

  /** The matrix that begins at {@code from}. */
  Reflections(double[] matrices, int from, int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    this.count = Math.min(rows, columns);
    this.a = java.util.Arrays.copyOfRange(matrices, from, from + rows * columns);
    this.factors = new double[count];
    for (int k = 0; k < count; k++) {
      reflect(k);
    }
  }

  private void reflect(int k) {
    double alpha = a[k * columns + k];
    double scale = 0;
    for (int i = k + 1; i < rows; i++) {
      scale = Math.hypot(scale, a[i * columns + k]);
    }
    if (scale == 0) {
      return;
    }
    double beta = -Math.copySign(Math.hypot(alpha, scale), alpha);
    factors[k] = (beta - alpha) / beta;
    for (int i = k + 1; i < rows; i++) {
      a[i * columns + k] /= alpha - beta;
    }
    a[k * columns + k] = beta;
    for (int j = k + 1; j < columns; j++) {
      apply(k, a, 0, columns, j);
    }
  }

  /** Reflects column j of a matrix of {@code width} columns. */
  private void apply(int k, double[] matrix, int at, int width, int j) {
    double sum = matrix[at + k * width + j];
    for (int i = k + 1; i < rows; i++) {
      sum += a[i * columns + k] * matrix[at + i * width + j];
    }
    sum *= factors[k];
    matrix[at + k * width + j] -= sum;
    for (int i = k + 1; i < rows; i++) {
      matrix[at + i * width + j] -= sum * a[i * columns + k];
    }
  }

  /** Writes Q (rows, count). */
  void writeQ(double[] q, int at) {
    for (int i = 0; i < count; i++) {
      q[at + i * count + i] = 1;
    }
    for (int k = count - 1; k >= 0; k--) {
      for (int j = 0; j < count; j++) {
        apply(k, q, at, count, j);
      }
    }
  }

  /** Writes R (count, columns). */
  void writeR(double[] r, int at) {
    for (int i = 0; i < count; i++) {
      System.arraycopy(a, i * columns + i, r, at + i * columns + i, columns - i);
    }
  }
}
