package dev.narae.nn;

import dev.narae.Reduction;
import dev.narae.Tensor;

/**
 * The squared error over 2 · beta where it is below beta, else the absolute one less beta / 2
 * (Girshick, "Fast R-CNN", 2015, equation 3); the two shapes must be equal.
 */
public final class SmoothL1Loss extends Loss {
  private final double beta;

  /** The mean over the elements. */
  public SmoothL1Loss() {
    this(1, Reduction.MEAN);
  }

  /**
   * Reduced, with another change from square to line.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public SmoothL1Loss(double beta, Reduction reduction) {
    super(reduction);
    Checks.notNegative("SmoothL1Loss", "beta", beta);
    this.beta = beta;
  }

  @Override
  protected Tensor forward(Tensor input, Tensor target) {
    return input.smoothL1Loss(target, beta, reduction());
  }

  @Override
  protected String settings() {
    return "beta=%s, %s".formatted(beta, reduction());
  }
}
