package dev.narae.optim;

/** Checks of what optimizers are made with. */
final class Ranges {
  private Ranges() {}

  static void notNegative(String optimizer, String what, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "%s: the %s is %s; it must be 0 or more and finite".formatted(optimizer, what, value));
    }
  }

  static void belowOne(String optimizer, String what, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s: the %s is %s; it must lie in [0, 1)".formatted(optimizer, what, value));
    }
  }
}
