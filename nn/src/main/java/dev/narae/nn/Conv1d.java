package dev.narae.nn;

import dev.narae.ConvOptions;
import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A convolution over lines: (N, inputs, L) to (N, outputs, OL), with OL as {@link
 * Tensor#conv1d(Tensor, Tensor, ConvOptions)} says; one sample may come without N.
 *
 * <p>Parameters as {@link Convolution} says: {@code weight} (outputs, inputs / groups, K) and
 * {@code bias} (outputs).
 */
public final class Conv1d extends Convolution {

  /** A kernel with bias, stride 1 and no padding. */
  public Conv1d(long inputs, long outputs, int kernel) {
    this(inputs, outputs, kernel, ConvOptions.DEFAULT);
  }

  /** A kernel with bias. */
  public Conv1d(long inputs, long outputs, int kernel, ConvOptions options) {
    this(inputs, outputs, kernel, options, true);
  }

  /**
   * The general form.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernel the extent of the kernel
   * @param options stride, padding, dilation and groups
   * @param withBias whether a number is added to each output channel
   * @throws IllegalArgumentException if a size is not positive, or the groups do not divide the
   *     channels
   */
  public Conv1d(long inputs, long outputs, int kernel, ConvOptions options, boolean withBias) {
    super(inputs, outputs, false, options, withBias, kernel);
  }

  @Override
  Tensor convolve(Tensor x, Tensor weights, @Nullable Tensor biases, ConvOptions options) {
    return x.conv1d(weights, biases, options);
  }
}
