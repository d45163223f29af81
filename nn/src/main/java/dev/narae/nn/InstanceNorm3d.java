package dev.narae.nn;

/** {@link InstanceNorm} of (N, channels, D, H, W); one sample may come without N. */
public final class InstanceNorm3d extends InstanceNorm {

  /** With eps 1e-5, without weight, bias and running averages. */
  public InstanceNorm3d(long channels) {
    this(channels, NormOptions.INSTANCE);
  }

  /**
   * With options.
   *
   * @throws IllegalArgumentException if there is no channel
   */
  public InstanceNorm3d(long channels, NormOptions options) {
    super(channels, 3, options);
  }
}
