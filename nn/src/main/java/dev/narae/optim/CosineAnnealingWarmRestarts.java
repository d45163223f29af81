package dev.narae.optim;

/**
 * {@link CosineAnnealingLR} that jumps back to the whole rate whenever it is down.
 *
 * <p>Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts" (ICLR
 * 2017), equation 5.
 *
 * @param first the number of steps of the first way down, at least 1
 * @param growth how many times longer each way is than the one before, at least 1
 * @param least the least rate, 0 or more
 */
public record CosineAnnealingWarmRestarts(long first, int growth, double least)
    implements Schedule {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public CosineAnnealingWarmRestarts {
    Ranges.atLeastOne("CosineAnnealingWarmRestarts", "first number of steps", first);
    Ranges.atLeastOne("CosineAnnealingWarmRestarts", "growth", growth);
    Ranges.notNegative("CosineAnnealingWarmRestarts", "least rate", least);
  }

  /** Ways of equal length, down to 0. */
  public CosineAnnealingWarmRestarts(long first) {
    this(first, 1, 0);
  }

  @Override
  public double learningRate(long step, double base) {
    long length = first;
    long done = step;
    if (growth == 1) {
      done %= length;
    }
    while (done >= length) {
      done -= length;
      length = Math.multiplyExact(length, growth);
    }
    return CosineAnnealingLR.at((double) done / length, base, least);
  }
}
