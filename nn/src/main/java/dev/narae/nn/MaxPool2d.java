package dev.narae.nn;

import dev.narae.PoolOptions;
import dev.narae.Tensor;
import dev.narae.Window;

/** The maximum of each window of an image: (N, C, H, W) to (N, C, OH, OW). */
public final class MaxPool2d extends Pool {

  /** Square windows side by side. */
  public MaxPool2d(int kernel) {
    this(PoolOptions.of(kernel));
  }

  /** Square windows; padding counts as negative infinity. */
  public MaxPool2d(int kernel, int stride, int padding) {
    this(PoolOptions.of(kernel).stride(stride).padding(padding));
  }

  /**
   * Windows of any height and width.
   *
   * @throws IllegalArgumentException as {@link #MaxPool2d(PoolOptions)} says
   */
  public MaxPool2d(int kernelH, int kernelW, Window window) {
    this(
        PoolOptions.of(kernelH, kernelW)
            .stride(window.strideH(), window.strideW())
            .padding(window.padH(), window.padW())
            .dilation(window.dilationH(), window.dilationW()));
  }

  /**
   * The general form.
   *
   * @throws IllegalArgumentException if a size is not positive, or the padding is more than half of
   *     the kernel
   */
  public MaxPool2d(PoolOptions options) {
    super(options, 2, true);
  }

  @Override
  Tensor pool(Tensor x, PoolOptions options) {
    return x.maxPool2d(options);
  }
}
