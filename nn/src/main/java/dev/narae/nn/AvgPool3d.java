package dev.narae.nn;

import dev.narae.PoolOptions;
import dev.narae.Tensor;

/** The mean of each window of a volume: (N, C, D, H, W) to (N, C, OD, OH, OW). */
public final class AvgPool3d extends Pool {

  /** Cubic windows side by side. */
  public AvgPool3d(int kernel) {
    this(PoolOptions.of(kernel));
  }

  /** Cubic windows; padding counts as zeros. */
  public AvgPool3d(int kernel, int stride, int padding) {
    this(PoolOptions.of(kernel).stride(stride).padding(padding));
  }

  /**
   * The general form.
   *
   * @throws IllegalArgumentException if a size is not positive, or the padding is more than half of
   *     the kernel
   */
  public AvgPool3d(PoolOptions options) {
    super(options, 3, false);
  }

  @Override
  Tensor pool(Tensor x, PoolOptions options) {
    return x.avgPool3d(options);
  }
}
