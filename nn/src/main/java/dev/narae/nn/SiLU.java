package dev.narae.nn;

import dev.narae.Tensor;

/** x · sigmoid(x), also called swish, elementwise (Elfwing et al. 2017). */
public final class SiLU extends Layer {
  /** A layer without parameters. */
  public SiLU() {}

  @Override
  protected Tensor forward(Tensor x) {
    return x.silu();
  }
}
