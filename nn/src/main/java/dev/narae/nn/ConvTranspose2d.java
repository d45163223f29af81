package dev.narae.nn;

import dev.narae.ConvOptions;
import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A transposed convolution over images, the gradient of a convolution for its input: (N, inputs, H,
 * W) to (N, outputs, OH, OW), with OH and OW as {@link Tensor#convTranspose2d(Tensor, Tensor,
 * ConvOptions)} says; one sample may come without N.
 *
 * <p>Parameters as {@link Convolution} says: {@code weight} (inputs, outputs / groups, KH, KW) and
 * {@code bias} (outputs).
 */
public final class ConvTranspose2d extends Convolution {

  /** A square kernel with bias, stride 1 and no padding. */
  public ConvTranspose2d(long inputs, long outputs, int kernel) {
    this(inputs, outputs, kernel, ConvOptions.DEFAULT);
  }

  /** A square kernel with bias. */
  public ConvTranspose2d(long inputs, long outputs, int kernel, ConvOptions options) {
    this(inputs, outputs, kernel, kernel, options, true);
  }

  /**
   * The general form.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernelH the height of the kernel
   * @param kernelW the width of the kernel
   * @param options stride, padding, output padding, dilation and groups
   * @param withBias whether a number is added to each output channel
   * @throws IllegalArgumentException if a size is not positive, or the groups do not divide the
   *     channels
   */
  public ConvTranspose2d(
      long inputs, long outputs, int kernelH, int kernelW, ConvOptions options, boolean withBias) {
    super(inputs, outputs, true, options, withBias, kernelH, kernelW);
  }

  @Override
  Tensor convolve(Tensor x, Tensor weights, @Nullable Tensor biases, ConvOptions options) {
    return x.convTranspose2d(weights, biases, options);
  }
}
