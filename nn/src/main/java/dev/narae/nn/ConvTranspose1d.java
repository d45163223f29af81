package dev.narae.nn;

import dev.narae.ConvOptions;
import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A transposed convolution over lines, the gradient of a convolution for its input: (N, inputs, L)
 * to (N, outputs, OL), with OL as {@link Tensor#convTranspose1d(Tensor, Tensor, ConvOptions)} says;
 * one sample may come without N.
 *
 * <p>Parameters as {@link Convolution} says: {@code weight} (inputs, outputs / groups, K) and
 * {@code bias} (outputs).
 */
public final class ConvTranspose1d extends Convolution {

  /** A kernel with bias, stride 1 and no padding. */
  public ConvTranspose1d(long inputs, long outputs, int kernel) {
    this(inputs, outputs, kernel, ConvOptions.DEFAULT);
  }

  /** A kernel with bias. */
  public ConvTranspose1d(long inputs, long outputs, int kernel, ConvOptions options) {
    this(inputs, outputs, kernel, options, true);
  }

  /**
   * The general form.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernel the extent of the kernel
   * @param options stride, padding, output padding, dilation and groups
   * @param withBias whether a number is added to each output channel
   * @throws IllegalArgumentException if a size is not positive, or the groups do not divide the
   *     channels
   */
  public ConvTranspose1d(
      long inputs, long outputs, int kernel, ConvOptions options, boolean withBias) {
    super(inputs, outputs, true, options, withBias, kernel);
  }

  @Override
  Tensor convolve(Tensor x, Tensor weights, @Nullable Tensor biases, ConvOptions options) {
    return x.convTranspose1d(weights, biases, options);
  }
}
