package dev.narae.optim;

/**
 * The rate times {@code gamma} at each step: base · gamma^step.
 *
 * @param gamma the factor, above 0
 */
public record ExponentialLR(double gamma) implements Schedule {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if gamma is not above 0
   */
  public ExponentialLR {
    Ranges.positive("ExponentialLR", "gamma", gamma);
  }

  @Override
  public double learningRate(long step, double base) {
    return base * Math.pow(gamma, (double) step);
  }
}
