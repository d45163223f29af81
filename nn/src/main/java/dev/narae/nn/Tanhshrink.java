package dev.narae.nn;

import dev.narae.Tensor;

/** x - tanh(x), elementwise. */
public final class Tanhshrink extends Layer {
  /** A layer without parameters. */
  public Tanhshrink() {}

  @Override
  protected Tensor forward(Tensor x) {
    return x.tanhshrink();
  }
}
