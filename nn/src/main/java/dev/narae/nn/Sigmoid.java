package dev.narae.nn;

import dev.narae.Tensor;

/** The logistic function 1 / (1 + e^-x), elementwise. */
public final class Sigmoid extends Layer {
  /** A layer without parameters. */
  public Sigmoid() {}

  @Override
  protected Tensor forward(Tensor x) {
    return x.sigmoid();
  }
}
