package dev.narae.optim;

/**
 * The rate times {@code gamma} every so many steps: base · gamma^⌊step / size⌋.
 *
 * @param size the number of steps between two falls, at least 1
 * @param gamma the factor, above 0
 */
public record StepLR(long size, double gamma) implements Schedule {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public StepLR {
    Ranges.atLeastOne("StepLR", "size", size);
    Ranges.positive("StepLR", "gamma", gamma);
  }

  /** A tenth of the rate every {@code size} steps. */
  public StepLR(long size) {
    this(size, 0.1);
  }

  @Override
  public double learningRate(long step, double base) {
    long falls = step / size;
    return base * Math.pow(gamma, (double) falls);
  }
}
