package dev.narae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** What systems of equations and powers of matrices promise beside their numbers. */
final class LinearAlgebraTest {
  private static final int SIZE = 32;

  private static Tensor numbers(long... sizes) {
    Generator.manualSeed(4);
    return Tensor.uniform(Shape.of(sizes), -1, 1, DType.F64);
  }

  /** An elimination that exchanges rows loses half of the digits here, or all. */
  @Test
  void triangularSystemsKeepTheirDigits() {
    double[] matrix = numbers(SIZE, SIZE).toDoubleArray();
    double[] expected = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      double sum = 1;
      for (int k = 0; k < i; k++) {
        sum -= matrix[i * SIZE + k] * expected[k];
      }
      expected[i] = sum / matrix[i * SIZE + i];
    }
    Tensor lower = Tensor.of(matrix, SIZE, SIZE);
    Tensor ones = Tensor.ones(Shape.of(SIZE, 1), DType.F64);
    assertClose(expected, lower.solveTriangular(ones, false), 1e-12);
    // Backwards it is the same system of an upper triangular matrix.
    Tensor upper = lower.flip(0, 1);
    assertClose(expected, upper.solveTriangular(ones, true).flip(0), 1e-12);
  }

  private static void assertClose(double[] expected, Tensor actual, double tolerance) {
    double[] values = actual.toDoubleArray();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], values[i], Math.abs(expected[i]) * tolerance, "row " + i);
    }
  }

  /** Rounding errors must not hide it. */
  @Test
  void aZeroOnTheDiagonalOfATriangleIsAnErrorWhereverItIs() {
    for (boolean upper : new boolean[] {false, true}) {
      for (int zero = 0; zero < 6; zero++) {
        double[] values = numbers(6, 6).toDoubleArray();
        values[zero * 7] = 0;
        Tensor matrix = Tensor.of(values, 6, 6);
        Tensor ones = Tensor.ones(Shape.of(6, 1), DType.F64);
        ArithmeticException error =
            assertThrows(
                ArithmeticException.class,
                () -> matrix.solveTriangular(ones, upper),
                "upper %s, zero %d".formatted(upper, zero));
        assertEquals(
            "solveTriangular: matrix 0 of 1", String.valueOf(error.getMessage()).split(" in ")[0]);
      }
    }
  }

  @Test
  void powersOfMatricesAreTensorsOfTheirOwn() {
    Tensor matrices = Tensor.ones(2, 3, 3);
    matrices.matrixPower(1).fill(5.0);
    assertArrayEquals(Tensor.ones(18).toDoubleArray(), matrices.flatten().toDoubleArray());
    Tensor unit = matrices.matrixPower(0);
    unit.mulInPlace(2.0);
    assertEquals(12, unit.sum().item());
  }
}
