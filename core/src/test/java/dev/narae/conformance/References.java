package dev.narae.conformance;

/** Scalar functions that {@link Math} lacks, by methods other than the library's. */
final class References {
  private References() {}

  /** IEEE 754's power: 1 to any power is 1, and so is -1 to an infinite one. */
  static double pow(double a, double b) {
    return a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : Math.pow(a, b);
  }

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

  /** e^(x²) (1 - erf(x)) for x of at least 2, as a continued fraction. */
  static double scaledErfc(double x) {
    double fraction = x;
    for (int n = 200; n >= 1; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return 1 / (Math.sqrt(Math.PI) * fraction);
  }

  /** By the recurrence up to 40 and four terms of Stirling's series from there. */
  static double logGamma(double x) {
    if (Double.isInfinite(x) || (x <= 0 && x == Math.rint(x))) {
      return Double.POSITIVE_INFINITY;
    }
    if (Math.abs(x) > 40) {
      return x > 0 ? stirling(x) : Math.log(Math.PI / Math.abs(sinPi(x))) - stirling(1 - x);
    }
    double sum = 0;
    double y = x;
    for (; y < 40; y++) {
      sum += Math.log(Math.abs(y));
    }
    return stirling(y) - sum;
  }

  private static double stirling(double y) {
    double series = 1 / (12 * y) - 1 / (360 * Math.pow(y, 3)) + 1 / (1260 * Math.pow(y, 5));
    return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series;
  }

  private static double sinPi(double x) {
    return Math.sin(Math.PI * (x - Math.rint(x)));
  }

  /** By the recurrence up to 200 and four terms of the asymptotic series from there. */
  static double digamma(double x) {
    if (x <= 0 && x == Math.rint(x)) {
      return x == 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
    }
    if (x == Double.NEGATIVE_INFINITY) {
      return Double.NaN;
    }
    double sum = 0;
    double y = x;
    for (; y < 200; y++) {
      sum += 1 / y;
    }
    return Math.log(y) - 1 / (2 * y) - 1 / (12 * y * y) + 1 / (120 * Math.pow(y, 4)) - sum;
  }
}
