package dev.narae.nn;

import dev.narae.Tensor;

/** x · tanh(softplus(x)), elementwise (Misra 2019). */
public final class Mish extends Layer {
  /** A layer without parameters. */
  public Mish() {}

  @Override
  protected Tensor forward(Tensor x) {
    return x.mish();
  }
}
