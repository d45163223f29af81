package dev.narae.nn;

import dev.narae.Tensor;

/**
 * x times the normal distribution function at x, elementwise (Hendrycks and Gimpel 2016, equation
 * 2).
 */
public final class GELU extends Layer {
  private final boolean tanh;

  /** The exact function. */
  public GELU() {
    this(false);
  }

  /**
   * The exact function or its approximation.
   *
   * @param tanh whether the distribution function is approximated by tanh, as GPT-2 does
   */
  public GELU(boolean tanh) {
    this.tanh = tanh;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return tanh ? x.geluTanh() : x.gelu();
  }

  @Override
  protected String settings() {
    return "approximate=" + (tanh ? "tanh" : "none");
  }
}
