package dev.narae.nn;

import dev.narae.Tensor;

/** x moved towards 0 by lambda, and 0 where it would pass, elementwise. */
public final class Softshrink extends Layer {
  private final double lambda;

  /** With lambda 0.5. */
  public Softshrink() {
    this(0.5);
  }

  /**
   * With another distance.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Softshrink(double lambda) {
    Checks.notNegative("Softshrink", "lambda", lambda);
    this.lambda = lambda;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.softshrink(lambda);
  }

  @Override
  protected String settings() {
    return "lambda=" + lambda;
  }
}
