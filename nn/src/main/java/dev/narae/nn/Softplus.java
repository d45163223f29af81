package dev.narae.nn;

import dev.narae.Tensor;

/**
 * log(1 + e^(beta · x)) / beta, and x itself where beta · x is above the threshold, elementwise.
 */
public final class Softplus extends Layer {
  private final double beta;
  private final double threshold;

  /** With beta 1 and threshold 20. */
  public Softplus() {
    this(1, 20);
  }

  /**
   * With another sharpness and threshold.
   *
   * @throws IllegalArgumentException if beta is 0
   */
  public Softplus(double beta, double threshold) {
    if (beta == 0) {
      throw new IllegalArgumentException("Softplus: beta is 0; use another number, such as 1");
    }
    this.beta = beta;
    this.threshold = threshold;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.softplus(beta, threshold);
  }

  @Override
  protected String settings() {
    return "beta=%s, threshold=%s".formatted(beta, threshold);
  }
}
