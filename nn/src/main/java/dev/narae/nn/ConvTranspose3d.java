package dev.narae.nn;

import dev.narae.ConvOptions;
import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A transposed convolution over volumes, the gradient of a convolution for its input: (N, inputs,
 * D, H, W) to (N, outputs, OD, OH, OW), with OD, OH and OW as {@link Tensor#convTranspose3d(Tensor,
 * Tensor, ConvOptions)} says; one sample may come without N.
 *
 * <p>Parameters as {@link Convolution} says: {@code weight} (inputs, outputs / groups, KD, KH, KW)
 * and {@code bias} (outputs).
 */
public final class ConvTranspose3d extends Convolution {

  /** A cubic kernel with bias, stride 1 and no padding. */
  public ConvTranspose3d(long inputs, long outputs, int kernel) {
    this(inputs, outputs, kernel, ConvOptions.DEFAULT);
  }

  /** A cubic kernel with bias. */
  public ConvTranspose3d(long inputs, long outputs, int kernel, ConvOptions options) {
    this(inputs, outputs, kernel, kernel, kernel, options, true);
  }

  /**
   * The general form.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernelD the depth of the kernel
   * @param kernelH the height of the kernel
   * @param kernelW the width of the kernel
   * @param options stride, padding, output padding, dilation and groups
   * @param withBias whether a number is added to each output channel
   * @throws IllegalArgumentException if a size is not positive, or the groups do not divide the
   *     channels
   */
  public ConvTranspose3d(
      long inputs,
      long outputs,
      int kernelD,
      int kernelH,
      int kernelW,
      ConvOptions options,
      boolean withBias) {
    super(inputs, outputs, true, options, withBias, kernelD, kernelH, kernelW);
  }

  @Override
  Tensor convolve(Tensor x, Tensor weights, @Nullable Tensor biases, ConvOptions options) {
    return x.convTranspose3d(weights, biases, options);
  }
}
