package dev.narae.nn;

import dev.narae.Tensor;

/** (…, C, H · r, W · r) as (…, C · r², H, W): the opposite of {@link PixelShuffle}. */
public final class PixelUnshuffle extends Layer {
  private final long factor;

  /**
   * Images smaller by a factor r in both directions.
   *
   * @throws IllegalArgumentException if the factor is not positive
   */
  public PixelUnshuffle(long factor) {
    Checks.positive("PixelUnshuffle", "the factor", factor);
    this.factor = factor;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.pixelUnshuffle(factor);
  }

  @Override
  protected String settings() {
    return Long.toString(factor);
  }
}
