package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.DType;
import dev.narae.Tensor;

/**
 * How near to the answers numbers have to be.
 *
 * @param relative to each number, or to a hundredth of the largest where numbers cancel out
 * @param rest a fraction of that which is allowed whatever the numbers are
 */
record Near(double relative, double rest) {
  private static final double DOUBLE_TOLERANCE = 1e-9;
  private static final double SINGLE_TOLERANCE = 1e-4;

  /** The tolerance of a dtype. */
  static Near of(DType dtype, double rest) {
    return new Near(dtype == DType.F64 ? DOUBLE_TOLERANCE : SINGLE_TOLERANCE, rest);
  }

  void check(Tensor expected, Tensor actual, String what) {
    assertEquals(expected.shape(), actual.shape(), "shape of " + what);
    double[] wanted = expected.to(DType.F64).toDoubleArray();
    double[] numbers = actual.to(DType.F64).toDoubleArray();
    double largest = 0;
    for (double number : wanted) {
      largest = Math.max(largest, Math.abs(number));
    }
    for (int i = 0; i < numbers.length; i++) {
      double allowed = relative * (Math.max(Math.abs(wanted[i]), 1e-2 * largest) + rest);
      assertEquals(wanted[i], numbers[i], allowed, what + ", element " + i);
    }
  }
}
