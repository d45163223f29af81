package dev.narae.conformance;

/** Scalar functions that {@link Math} lacks, by methods other than the library's. */
final class References {
  private References() {}

  static double sigmoid(double x) {
    return 0.5 + 0.5 * Math.tanh(0.5 * x);
  }

  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** The integral of the definition, by Simpson's rule. */
  static double erf(double x) {
    if (Double.isNaN(x) || Math.abs(x) > 6.5) {
      return Math.signum(x);
    }
    int steps = 1_000;
    double h = x / steps;
    double sum = 1 + Math.exp(-x * x);
    for (int i = 1; i < steps; i++) {
      double t = i * h;
      sum += (i % 2 == 1 ? 4 : 2) * Math.exp(-t * t);
    }
    return 2 / Math.sqrt(Math.PI) * sum * h / 3;
  }

  /** The remainder with the sign of the divisor. */
  static double floorMod(double x, double y) {
    double r = x % y;
    return r != 0 && (r < 0) != (y < 0) ? r + y : r;
  }
}
