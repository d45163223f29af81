package dev.narae.nn;

/** {@link InstanceNorm} of (N, channels, L); one sample may come without N. */
public final class InstanceNorm1d extends InstanceNorm {

  /** With eps 1e-5, without weight, bias and running averages. */
  public InstanceNorm1d(long channels) {
    this(channels, NormOptions.INSTANCE);
  }

  /**
   * With options.
   *
   * @throws IllegalArgumentException if there is no channel
   */
  public InstanceNorm1d(long channels, NormOptions options) {
    super(channels, 1, options);
  }
}
