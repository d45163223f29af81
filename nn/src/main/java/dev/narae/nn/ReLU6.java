package dev.narae.nn;

import dev.narae.Tensor;

/** The rectifier limited to 6, min(max(x, 0), 6), elementwise. */
public final class ReLU6 extends Layer {
  /** A layer without parameters. */
  public ReLU6() {}

  @Override
  protected Tensor forward(Tensor x) {
    return x.relu6();
  }
}
