package dev.narae.nn;

import dev.narae.Tensor;

/** x · min(max(x + 3, 0), 6) / 6, elementwise (Howard et al. 2019). */
public final class Hardswish extends Layer {
  /** A layer without parameters. */
  public Hardswish() {}

  @Override
  protected Tensor forward(Tensor x) {
    return x.hardswish();
  }
}
