package dev.narae.nn;

import dev.narae.Tensor;

/** The self-normalising exponential unit, elementwise (Klambauer et al. 2017, equation 2). */
public final class SELU extends Layer {
  /** A layer without parameters. */
  public SELU() {}

  @Override
  protected Tensor forward(Tensor x) {
    return x.selu();
  }
}
