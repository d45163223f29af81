package dev.narae.nn;

import dev.narae.Tensor;

/** The hyperbolic tangent, elementwise. */
public final class Tanh extends Layer {
  /** A layer without parameters. */
  public Tanh() {}

  @Override
  protected Tensor forward(Tensor x) {
    return x.tanh();
  }
}
