package dev.narae.conformance;

import dev.narae.Shape;
import java.util.function.IntFunction;

/** Small matrices by the textbook, row by row. */
final class Elimination {
  private Elimination() {}

  /** One of a batch of matrices; a single matrix stands for all. */
  static double[][] matrix(Values x, int batch) {
    int rank = x.shape().rank();
    int rows = (int) x.dim(rank - 2);
    int columns = (int) x.dim(rank - 1);
    double[][] result = new double[rows][columns];
    int from = rank == 2 ? 0 : batch * rows * columns;
    for (int i = 0; i < rows; i++) {
      System.arraycopy(x.data(), from + i * columns, result[i], 0, columns);
    }
    return result;
  }

  /** What becomes of each matrix. */
  static Values each(Values x, IntFunction<double[][]> function) {
    int count = x.shape().rank() == 2 ? 1 : (int) x.dim(0);
    double[][] first = function.apply(0);
    int rows = first.length;
    int columns = first[0].length;
    double[] data = new double[count * rows * columns];
    for (int b = 0; b < count; b++) {
      double[][] matrix = function.apply(b);
      for (int i = 0; i < rows; i++) {
        System.arraycopy(matrix[i], 0, data, (b * rows + i) * columns, columns);
      }
    }
    Shape shape = x.shape().rank() == 2 ? Shape.of(rows, columns) : Shape.of(count, rows, columns);
    return new Values(shape, data);
  }

  static double[][] identity(int n) {
    double[][] result = new double[n][n];
    for (int i = 0; i < n; i++) {
      result[i][i] = 1;
    }
    return result;
  }

  /** Gauss and Jordan, without pivots: the matrices have large diagonals. */
  static double[][] solve(double[][] matrix, double[][] right) {
    int n = matrix.length;
    double[][] a = copy(matrix);
    double[][] b = copy(right);
    for (int k = 0; k < n; k++) {
      double pivot = a[k][k];
      scale(a[k], 1 / pivot);
      scale(b[k], 1 / pivot);
      for (int i = 0; i < n; i++) {
        if (i != k) {
          double factor = a[i][k];
          subtract(a[i], a[k], factor);
          subtract(b[i], b[k], factor);
        }
      }
    }
    return b;
  }

  /** By the first row. */
  static double determinant(double[][] a) {
    int n = a.length;
    if (n == 0) {
      return 1;
    }
    double sum = 0;
    for (int j = 0; j < n; j++) {
      double[][] minor = new double[n - 1][n - 1];
      for (int i = 1; i < n; i++) {
        for (int k = 0, to = 0; k < n; k++) {
          if (k != j) {
            minor[i - 1][to++] = a[i][k];
          }
        }
      }
      sum += (j % 2 == 0 ? 1 : -1) * a[0][j] * determinant(minor);
    }
    return sum;
  }

  static double[][] cholesky(double[][] a) {
    int n = a.length;
    double[][] l = new double[n][n];
    for (int j = 0; j < n; j++) {
      for (int i = j; i < n; i++) {
        double sum = a[i][j];
        for (int k = 0; k < j; k++) {
          sum -= l[i][k] * l[j][k];
        }
        l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
      }
    }
    return l;
  }

  /**
   * A factorisation up to signs.
   *
   * @param upper the absolute values of R
   * @param squares the squares of Q
   */
  @SuppressWarnings("ArrayRecordComponent") // numbers on their way to a comparison
  record Orthonormal(double[][] upper, double[][] squares) {}

  /** By Gram and Schmidt. */
  static Orthonormal gramSchmidt(double[][] a) {
    int rows = a.length;
    int columns = a[0].length;
    int k = Math.min(rows, columns);
    double[][] q = new double[k][];
    double[][] r = new double[k][columns];
    double[][] squares = new double[rows][k];
    for (int j = 0; j < columns; j++) {
      double[] v = new double[rows];
      for (int i = 0; i < rows; i++) {
        v[i] = a[i][j];
      }
      for (int i = 0; i < Math.min(j, k); i++) {
        double dot = dot(q[i], v);
        r[i][j] = Math.abs(dot);
        subtract(v, q[i], dot);
      }
      if (j < k) {
        r[j][j] = Math.sqrt(dot(v, v));
        scale(v, 1 / r[j][j]);
        q[j] = v;
        for (int i = 0; i < rows; i++) {
          squares[i][j] = v[i] * v[i];
        }
      }
    }
    return new Orthonormal(r, squares);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[][] copy(double[][] a) {
    double[][] result = a.clone();
    for (int i = 0; i < a.length; i++) {
      result[i] = a[i].clone();
    }
    return result;
  }

  private static void scale(double[] row, double factor) {
    for (int i = 0; i < row.length; i++) {
      row[i] *= factor;
    }
  }

  private static void subtract(double[] row, double[] other, double factor) {
    for (int i = 0; i < row.length; i++) {
      row[i] -= factor * other[i];
    }
  }
}
