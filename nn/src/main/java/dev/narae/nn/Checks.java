package dev.narae.nn;

/** Checks of what layers are built with. */
final class Checks {
  private Checks() {}

  static void positive(String layer, String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "%s: %s is %d; it must be at least 1".formatted(layer, what, value));
    }
  }

  static void notNegative(String layer, String what, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "%s: %s is %s; it must be 0 or more and finite".formatted(layer, what, value));
    }
  }

  static void probability(String layer, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "%s: the probability is %s; it must lie in [0, 1]".formatted(layer, p));
    }
  }
}
