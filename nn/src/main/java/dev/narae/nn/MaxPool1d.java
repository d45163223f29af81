package dev.narae.nn;

import dev.narae.PoolOptions;
import dev.narae.Tensor;

/** The maximum of each window of a line: (N, C, L) to (N, C, OL). */
public final class MaxPool1d extends Pool {

  /** Windows side by side. */
  public MaxPool1d(int kernel) {
    this(PoolOptions.of(kernel));
  }

  /** Windows; padding counts as negative infinity. */
  public MaxPool1d(int kernel, int stride, int padding) {
    this(PoolOptions.of(kernel).stride(stride).padding(padding));
  }

  /**
   * The general form.
   *
   * @throws IllegalArgumentException if a size is not positive, or the padding is more than half of
   *     the kernel
   */
  public MaxPool1d(PoolOptions options) {
    super(options, 1, true);
  }

  @Override
  Tensor pool(Tensor x, PoolOptions options) {
    return x.maxPool1d(options);
  }
}
