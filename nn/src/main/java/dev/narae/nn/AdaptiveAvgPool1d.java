package dev.narae.nn;

import dev.narae.Tensor;

/**
 * The mean of each of a number of windows that cover a line: (N, C, L) to (N, C, length), with
 * windows as {@link Tensor#adaptiveAvgPool1d} lays them.
 */
public final class AdaptiveAvgPool1d extends Layer {
  private final long length;

  /**
   * A layer with outputs of one length.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public AdaptiveAvgPool1d(long length) {
    Checks.positive("AdaptiveAvgPool1d", "the length", length);
    this.length = length;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.adaptiveAvgPool1d(length);
  }

  @Override
  protected String settings() {
    return Long.toString(length);
  }
}
