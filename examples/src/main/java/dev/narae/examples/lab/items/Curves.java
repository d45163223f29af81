package dev.narae.examples.lab.items;

/** Compares the loss curves of items 4 to 7. */
final class Curves {
  /** What 500 steps in single precision may make of another order of additions. */
  static final double ROUNDING = 1e-3;

  private Curves() {}

  /** The largest difference at any step, as a share of the loss there. */
  static double largestDifference(double[] a, double[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]) / Math.abs(b[i]));
    }
    return largest;
  }
}
