package dev.narae.nn;

import dev.narae.Tensor;

/**
 * x above 0, else slope · x, with a slope for each element that is drawn evenly from [lower, upper)
 * while training and is their mean in evaluation mode (Xu et al., "Empirical evaluation of
 * rectified activations in convolutional network", 2015, section 2.4).
 */
public final class RReLU extends Layer {
  private final double lower;
  private final double upper;

  /** With slopes between 1/8 and 1/3. */
  public RReLU() {
    this(1.0 / 8, 1.0 / 3);
  }

  /**
   * With slopes between two limits.
   *
   * @throws IllegalArgumentException if the first is above the second
   */
  public RReLU(double lower, double upper) {
    if (!(lower <= upper)) {
      throw new IllegalArgumentException(
          "RReLU: the slopes reach from %s to %s; exchange the limits".formatted(lower, upper));
    }
    this.lower = lower;
    this.upper = upper;
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (!isTraining()) {
      return x.leakyRelu((lower + upper) / 2);
    }
    Tensor slopes = Tensor.uniform(x.shape(), lower, upper, x.dtype(), x.device());
    return x.gt(0).where(x, x.mul(slopes));
  }

  @Override
  protected String settings() {
    return "lower=%s, upper=%s".formatted(lower, upper);
  }
}
