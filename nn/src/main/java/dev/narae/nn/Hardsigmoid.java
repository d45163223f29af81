package dev.narae.nn;

import dev.narae.Tensor;

/** min(max(x + 3, 0), 6) / 6, elementwise. */
public final class Hardsigmoid extends Layer {
  /** A layer without parameters. */
  public Hardsigmoid() {}

  @Override
  protected Tensor forward(Tensor x) {
    return x.hardsigmoid();
  }
}
