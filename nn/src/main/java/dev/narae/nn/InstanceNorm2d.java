package dev.narae.nn;

/** {@link InstanceNorm} of (N, channels, H, W); one sample may come without N. */
public final class InstanceNorm2d extends InstanceNorm {

  /** With eps 1e-5, without weight, bias and running averages. */
  public InstanceNorm2d(long channels) {
    this(channels, NormOptions.INSTANCE);
  }

  /**
   * With options.
   *
   * @throws IllegalArgumentException if there is no channel
   */
  public InstanceNorm2d(long channels, NormOptions options) {
    super(channels, 2, options);
  }
}
