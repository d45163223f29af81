package dev.narae.nn;

import dev.narae.Tensor;

/** x above 0, else alpha · (e^(x / alpha) - 1), elementwise (Barron 2017). */
public final class CELU extends Layer {
  private final double alpha;

  /** With alpha 1. */
  public CELU() {
    this(1);
  }

  /**
   * With another limit far below 0.
   *
   * @throws IllegalArgumentException if alpha is 0
   */
  public CELU(double alpha) {
    if (alpha == 0) {
      throw new IllegalArgumentException("CELU: alpha is 0; use ReLU, or another number");
    }
    this.alpha = alpha;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.celu(alpha);
  }

  @Override
  protected String settings() {
    return "alpha=" + alpha;
  }
}
