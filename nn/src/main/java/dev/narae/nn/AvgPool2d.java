package dev.narae.nn;

import dev.narae.PoolOptions;
import dev.narae.Tensor;

/** The mean of each window of an image: (N, C, H, W) to (N, C, OH, OW). */
public final class AvgPool2d extends Pool {

  /** Square windows side by side. */
  public AvgPool2d(int kernel) {
    this(PoolOptions.of(kernel));
  }

  /** Square windows; padding counts as zeros. */
  public AvgPool2d(int kernel, int stride, int padding) {
    this(PoolOptions.of(kernel).stride(stride).padding(padding));
  }

  /**
   * The general form.
   *
   * @throws IllegalArgumentException if a size is not positive, or the padding is more than half of
   *     the kernel
   */
  public AvgPool2d(PoolOptions options) {
    super(options, 2, false);
  }

  @Override
  Tensor pool(Tensor x, PoolOptions options) {
    return x.avgPool2d(options);
  }
}
