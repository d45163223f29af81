package dev.narae.nn;

import dev.narae.Reduction;
import dev.narae.Tensor;

/**
 * Half the squared error where it is below delta, else delta times the absolute one less delta / 2
 * (Huber, "Robust estimation of a location parameter", 1964); the two shapes must be equal.
 */
public final class HuberLoss extends Loss {
  private final double delta;

  /** The mean over the elements. */
  public HuberLoss() {
    this(1, Reduction.MEAN);
  }

  /**
   * Reduced, with another change from square to line.
   *
   * @throws IllegalArgumentException if it is not above 0
   */
  public HuberLoss(double delta, Reduction reduction) {
    super(reduction);
    if (!(delta > 0)) {
      throw new IllegalArgumentException(
          "HuberLoss: delta is %s; it must be above 0".formatted(delta));
    }
    this.delta = delta;
  }

  @Override
  protected Tensor forward(Tensor input, Tensor target) {
    return input.huberLoss(target, delta, reduction());
  }

  @Override
  protected String settings() {
    return "delta=%s, %s".formatted(delta, reduction());
  }
}
