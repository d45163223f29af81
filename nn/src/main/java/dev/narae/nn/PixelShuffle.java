package dev.narae.nn;

import dev.narae.Tensor;

/**
 * (…, C · r², H, W) as (…, C, H · r, W · r), channels becoming places (Shi et al. 2016, equation
 * 4).
 */
public final class PixelShuffle extends Layer {
  private final long factor;

  /**
   * Images larger by a factor r in both directions.
   *
   * @throws IllegalArgumentException if the factor is not positive
   */
  public PixelShuffle(long factor) {
    Checks.positive("PixelShuffle", "the factor", factor);
    this.factor = factor;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.pixelShuffle(factor);
  }

  @Override
  protected String settings() {
    return Long.toString(factor);
  }
}
