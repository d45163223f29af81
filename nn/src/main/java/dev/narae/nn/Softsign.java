package dev.narae.nn;

import dev.narae.Tensor;

/** x / (1 + |x|), elementwise. */
public final class Softsign extends Layer {
  /** A layer without parameters. */
  public Softsign() {}

  @Override
  protected Tensor forward(Tensor x) {
    return x.softsign();
  }
}
