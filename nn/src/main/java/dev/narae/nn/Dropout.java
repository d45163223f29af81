package dev.narae.nn;

import dev.narae.Tensor;

/**
 * Each element zeroed with some probability while training, the others scaled to keep the mean
 * (Srivastava et al. 2014, Dropout, section 4); in evaluation mode the input itself.
 */
public final class Dropout extends Layer {
  private final double p;

  /** Zeroes with probability 0.5. */
  public Dropout() {
    this(0.5);
  }

  /**
   * Zeroes with probability {@code p}.
   *
   * @throws IllegalArgumentException if {@code p} lies outside [0, 1]
   */
  public Dropout(double p) {
    Checks.probability("Dropout", p);
    this.p = p;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return isTraining() ? x.dropout(p) : x;
  }

  @Override
  protected String settings() {
    return "p=" + p;
  }
}
