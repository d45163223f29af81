package dev.narae.nn;

import dev.narae.ConvOptions;
import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A convolution over images: (N, inputs, H, W) to (N, outputs, OH, OW), with OH and OW as {@link
 * Tensor#conv2d(Tensor, Tensor, ConvOptions)} says; one sample may come without N.
 *
 * <p>Parameters as {@link Convolution} says: {@code weight} (outputs, inputs / groups, KH, KW) and
 * {@code bias} (outputs).
 */
public final class Conv2d extends Convolution {

  /** A square kernel with bias, stride 1 and no padding. */
  public Conv2d(long inputs, long outputs, int kernel) {
    this(inputs, outputs, kernel, ConvOptions.DEFAULT);
  }

  /** A square kernel with bias. */
  public Conv2d(long inputs, long outputs, int kernel, ConvOptions options) {
    this(inputs, outputs, kernel, kernel, options, true);
  }

  /**
   * The general form.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernelH the height of the kernel
   * @param kernelW the width of the kernel
   * @param options stride, padding, dilation and groups
   * @param withBias whether a number is added to each output channel
   * @throws IllegalArgumentException if a size is not positive, or the groups do not divide the
   *     channels
   */
  public Conv2d(
      long inputs, long outputs, int kernelH, int kernelW, ConvOptions options, boolean withBias) {
    super(inputs, outputs, false, options, withBias, kernelH, kernelW);
  }

  @Override
  Tensor convolve(Tensor x, Tensor weights, @Nullable Tensor biases, ConvOptions options) {
    return x.conv2d(weights, biases, options);
  }
}
