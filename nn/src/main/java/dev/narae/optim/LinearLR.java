package dev.narae.optim;

/**
 * The rate times a factor that moves evenly from one to another, where it stays.
 *
 * @param start the first factor, above 0
 * @param end the last factor, 0 or more
 * @param steps how many steps lie between them, at least 1
 */
public record LinearLR(double start, double end, long steps) implements Schedule {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public LinearLR {
    Ranges.positive("LinearLR", "first factor", start);
    Ranges.notNegative("LinearLR", "last factor", end);
    Ranges.atLeastOne("LinearLR", "number of steps", steps);
  }

  /** A warm-up: from a part of the rate to all of it. */
  public LinearLR(double start, long steps) {
    this(start, 1, steps);
  }

  @Override
  public double learningRate(long step, double base) {
    double done = (double) Math.min(step, steps) / steps;
    return base * (start + (end - start) * done);
  }
}
