package dev.narae.nn;

import dev.narae.Tensor;

/** x, but 0 where |x| is at most lambda, elementwise. */
public final class Hardshrink extends Layer {
  private final double lambda;

  /** With lambda 0.5. */
  public Hardshrink() {
    this(0.5);
  }

  /** With another limit. */
  public Hardshrink(double lambda) {
    this.lambda = lambda;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.hardshrink(lambda);
  }

  @Override
  protected String settings() {
    return "lambda=" + lambda;
  }
}
