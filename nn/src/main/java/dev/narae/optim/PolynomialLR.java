package dev.narae.optim;

/**
 * The rate falling to 0 as a power: base · (1 - step / steps)^power.
 *
 * @param steps after how many steps the rate is 0, at least 1
 * @param power 1 for a straight line; 0 or more
 */
public record PolynomialLR(long steps, double power) implements Schedule {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public PolynomialLR {
    Ranges.atLeastOne("PolynomialLR", "number of steps", steps);
    Ranges.notNegative("PolynomialLR", "power", power);
  }

  @Override
  public double learningRate(long step, double base) {
    return base * Math.pow(1 - (double) Math.min(step, steps) / steps, power);
  }
}
