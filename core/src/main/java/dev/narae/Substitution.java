package dev.narae;

/**
 * Triangular systems of one matrix, by substitution (Golub and Van Loan: Matrix Computations, 4th
 * edition, algorithms 3.1.1 and 3.1.2). Rows keep their order: exchanged, they would lose the
 * digits that make substitution accurate, and the zeros on the diagonal that make a matrix
 * singular.
 */
final class Substitution {
  private final double[] matrices;
  private final int from;
  private final int n;
  private final boolean upper;

  /** The matrix that begins at {@code from}. */
  Substitution(double[] matrices, int from, int n, boolean upper) {
    this.matrices = matrices;
    this.from = from;
    this.n = n;
    this.upper = upper;
  }

  boolean isSingular() {
    for (int i = 0; i < n; i++) {
      if (matrices[from + i * n + i] == 0) {
        return true;
      }
    }
    return false;
  }

  /** Writes the solution of A X = B for {@code columns} columns that begin at {@code at}. */
  void solve(double[] b, double[] x, int at, int columns) {
    System.arraycopy(b, at, x, at, n * columns);
    for (int step = 0; step < n; step++) {
      int i = upper ? n - 1 - step : step;
      for (int k = upper ? i + 1 : 0; k < (upper ? n : i); k++) {
        double factor = matrices[from + i * n + k];
        for (int j = 0; j < columns; j++) {
          x[at + i * columns + j] -= factor * x[at + k * columns + j];
        }
      }
      double pivot = matrices[from + i * n + i];
      for (int j = 0; j < columns; j++) {
        x[at + i * columns + j] /= pivot;
      }
    }
  }
}
