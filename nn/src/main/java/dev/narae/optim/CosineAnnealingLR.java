package dev.narae.optim;

/**
 * The rate along a cosine, down to a least one and up again: least + (base - least) · (1 + cos(π ·
 * step / steps)) / 2.
 *
 * <p>Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts" (ICLR
 * 2017), equation 5, without the restarts.
 *
 * @param steps after how many steps the rate is least, at least 1
 * @param least the least rate, 0 or more
 */
public record CosineAnnealingLR(long steps, double least) implements Schedule {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public CosineAnnealingLR {
    Ranges.atLeastOne("CosineAnnealingLR", "number of steps", steps);
    Ranges.notNegative("CosineAnnealingLR", "least rate", least);
  }

  /** Down to 0. */
  public CosineAnnealingLR(long steps) {
    this(steps, 0);
  }

  @Override
  public double learningRate(long step, double base) {
    return at((double) step / steps, base, least);
  }

  /** The rate after a part of the way down. */
  static double at(double part, double base, double least) {
    return least + (base - least) * (1 + Math.cos(Math.PI * part)) / 2;
  }
}
