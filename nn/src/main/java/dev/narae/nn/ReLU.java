package dev.narae.nn;

import dev.narae.Tensor;

/** The rectifier max(x, 0), elementwise. */
public final class ReLU extends Layer {
  /** A layer without parameters. */
  public ReLU() {}

  @Override
  protected Tensor forward(Tensor x) {
    return x.relu();
  }
}
