package dev.narae.expr;

/** Scalar functions that {@link Math} lacks, in double precision. */
public final class SpecialFunctions {
  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

  /** Beyond this the error function rounds to 1. */
  private static final double ERF_SATURATES = 6;

  /** Below this the series needs fewer terms than the continued fraction. */
  private static final double SERIES_LIMIT = 2.5;

  private SpecialFunctions() {}

  /** 1 / (1 + e^-x), without overflow for large |x|. */
  public static double sigmoid(double x) {
    if (x >= 0) {
      return 1 / (1 + Math.exp(-x));
    }
    double e = Math.exp(x);
    return e / (1 + e);
  }

  /**
   * a to the power of b as IEEE 754 and C define it: unlike with {@link Math#pow} it is 1 where a
   * is 1, whatever b is, and where a is -1 and b infinite.
   */
  public static double pow(double a, double b) {
    double power = Math.pow(a, b);
    return Double.isNaN(power) && isOne(a, b) ? 1 : power;
  }

  private static boolean isOne(double a, double b) {
    return a == 1 || (a == -1 && Double.isInfinite(b));
  }

  /**
   * The error function, to about 1e-15 relative (Abramowitz and Stegun, Handbook of Mathematical
   * Functions, 7.1.6 for small and 7.1.14 for large arguments).
   */
  public static double erf(double x) {
    double a = Math.abs(x);
    if (a < SERIES_LIMIT) {
      return series(x);
    }
    if (a > ERF_SATURATES) {
      return Math.signum(x);
    }
    return Double.isNaN(x) ? x : Math.copySign(1 - complement(a), x);
  }

  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
  }

  private static double complement(double x) {
    double fraction = x;
    for (int n = 120; n >= 1; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
  }
}
