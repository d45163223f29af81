package dev.narae.nn;

import dev.narae.Tensor;

/** x above 0, else slope · x, elementwise (Maas et al. 2013). */
public final class LeakyReLU extends Layer {
  private final double slope;

  /** With slope 0.01. */
  public LeakyReLU() {
    this(0.01);
  }

  /** With another slope below 0. */
  public LeakyReLU(double slope) {
    this.slope = slope;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.leakyRelu(slope);
  }

  @Override
  protected String settings() {
    return "slope=" + slope;
  }
}
