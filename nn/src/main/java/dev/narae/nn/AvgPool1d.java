package dev.narae.nn;

import dev.narae.PoolOptions;
import dev.narae.Tensor;

/** The mean of each window of a line: (N, C, L) to (N, C, OL). */
public final class AvgPool1d extends Pool {

  /** Windows side by side. */
  public AvgPool1d(int kernel) {
    this(PoolOptions.of(kernel));
  }

  /** Windows; padding counts as zeros. */
  public AvgPool1d(int kernel, int stride, int padding) {
    this(PoolOptions.of(kernel).stride(stride).padding(padding));
  }

  /**
   * The general form.
   *
   * @throws IllegalArgumentException if a size is not positive, or the padding is more than half of
   *     the kernel
   */
  public AvgPool1d(PoolOptions options) {
    super(options, 1, false);
  }

  @Override
  Tensor pool(Tensor x, PoolOptions options) {
    return x.avgPool1d(options);
  }
}
