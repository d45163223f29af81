package dev.narae.nn;

import dev.narae.Tensor;

/**
 * Whole channels of (N, C, H, W) or (N, C, L) zeroed with some probability while training, the
 * others scaled to keep the mean (Tompson et al. 2015, Efficient Object Localization, section 3.2);
 * in evaluation mode the input itself.
 */
public final class Dropout2d extends Layer {
  private final double p;

  /** Zeroes with probability 0.5. */
  public Dropout2d() {
    this(0.5);
  }

  /**
   * Zeroes with probability {@code p}.
   *
   * @throws IllegalArgumentException if {@code p} lies outside [0, 1]
   */
  public Dropout2d(double p) {
    Checks.probability("Dropout2d", p);
    this.p = p;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return isTraining() ? x.dropout2d(p) : x;
  }

  @Override
  protected String settings() {
    return "p=" + p;
  }
}
