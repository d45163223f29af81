package dev.narae;

/**
 * P A = L U of one matrix, with partial pivoting (Golub and Van Loan: Matrix Computations, 4th
 * edition, algorithm 3.4.1).
 */
final class LuFactors {
  private final int n;

  /** L below the diagonal, U on and above it. */
  private final double[] factors;

  /** The row of A that each row is. */
  private final int[] rows;

  private int sign = 1;

  /** The matrix that begins at {@code from}. */
  LuFactors(double[] matrices, int from, int n) {
    this.n = n;
    factors = new double[n * n];
    System.arraycopy(matrices, from, factors, 0, n * n);
    rows = new int[n];
    for (int i = 0; i < n; i++) {
      rows[i] = i;
    }
    for (int k = 0; k < n; k++) {
      pivot(k);
      eliminate(k);
    }
  }

  private void pivot(int k) {
    int best = k;
    for (int i = k + 1; i < n; i++) {
      if (Math.abs(factors[i * n + k]) > Math.abs(factors[best * n + k])) {
        best = i;
      }
    }
    if (best != k) {
      for (int j = 0; j < n; j++) {
        double kept = factors[k * n + j];
        factors[k * n + j] = factors[best * n + j];
        factors[best * n + j] = kept;
      }
      int row = rows[k];
      rows[k] = rows[best];
      rows[best] = row;
      sign = -sign;
    }
  }

  private void eliminate(int k) {
    double pivot = factors[k * n + k];
    if (pivot == 0) {
      return;
    }
    for (int i = k + 1; i < n; i++) {
      double factor = factors[i * n + k] / pivot;
      factors[i * n + k] = factor;
      for (int j = k + 1; j < n; j++) {
        factors[i * n + j] -= factor * factors[k * n + j];
      }
    }
  }

  boolean isSingular() {
    for (int i = 0; i < n; i++) {
      if (factors[i * n + i] == 0) {
        return true;
      }
    }
    return false;
  }

  /** The sign of the determinant: -1, 0 or 1. */
  double sign() {
    double result = sign;
    for (int i = 0; i < n; i++) {
      double pivot = factors[i * n + i];
      result = pivot == 0 ? 0 : result * Math.signum(pivot);
    }
    return result;
  }

  double logAbsDeterminant() {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.log(Math.abs(factors[i * n + i]));
    }
    return sum;
  }

  double determinant() {
    double product = sign;
    for (int i = 0; i < n; i++) {
      product *= factors[i * n + i];
    }
    return product;
  }

  /** Writes the solution of A X = B for {@code columns} columns that begin at {@code at}. */
  void solve(double[] b, double[] x, int at, int columns) {
    for (int i = 0; i < n; i++) {
      System.arraycopy(b, at + rows[i] * columns, x, at + i * columns, columns);
      for (int k = 0; k < i; k++) {
        subtract(x, at, columns, i, k);
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        subtract(x, at, columns, i, k);
      }
      double pivot = factors[i * n + i];
      for (int j = 0; j < columns; j++) {
        x[at + i * columns + j] /= pivot;
      }
    }
  }

  /** Row i loses its share of row k. */
  private void subtract(double[] x, int at, int columns, int i, int k) {
    double factor = factors[i * n + k];
    for (int j = 0; j < columns; j++) {
      x[at + i * columns + j] -= factor * x[at + k * columns + j];
    }
  }
}
