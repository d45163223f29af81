package dev.narae.nn;

import dev.narae.Tensor;

/**
 * The mean of each of h × w windows that cover an image: (N, C, H, W) to (N, C, h, w), with windows
 * as {@link Tensor#adaptiveAvgPool1d} lays them.
 */
public final class AdaptiveAvgPool2d extends Layer {
  private final long h;
  private final long w;

  /**
   * A layer with square outputs.
   *
   * @throws IllegalArgumentException if the size is not positive
   */
  public AdaptiveAvgPool2d(long size) {
    this(size, size);
  }

  /**
   * A layer with outputs of one size.
   *
   * @throws IllegalArgumentException if an extent is not positive
   */
  public AdaptiveAvgPool2d(long h, long w) {
    Checks.positive("AdaptiveAvgPool2d", "the height", h);
    Checks.positive("AdaptiveAvgPool2d", "the width", w);
    this.h = h;
    this.w = w;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.adaptiveAvgPool2d(h, w);
  }

  @Override
  protected String settings() {
    return "%d×%d".formatted(h, w);
  }
}
