package dev.narae.nn;

import dev.narae.Tensor;

/** x above 0, else alpha · (e^x - 1), elementwise (Clevert et al. 2015). */
public final class ELU extends Layer {
  private final double alpha;

  /** With alpha 1. */
  public ELU() {
    this(1);
  }

  /** With another slope at 0 from below. */
  public ELU(double alpha) {
    this.alpha = alpha;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.elu(alpha);
  }

  @Override
  protected String settings() {
    return "alpha=" + alpha;
  }
}
