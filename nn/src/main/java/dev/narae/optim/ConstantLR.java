package dev.narae.optim;

/**
 * A part of the rate for some steps, then all of it.
 *
 * @param factor the part, above 0
 * @param steps for how many steps, at least 1
 */
public record ConstantLR(double factor, long steps) implements Schedule {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public ConstantLR {
    Ranges.positive("ConstantLR", "factor", factor);
    Ranges.atLeastOne("ConstantLR", "number of steps", steps);
  }

  @Override
  public double learningRate(long step, double base) {
    return step < steps ? base * factor : base;
  }
}
