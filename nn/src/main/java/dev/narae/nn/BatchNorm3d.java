package dev.narae.nn;

import dev.narae.Tensor;

/** {@link BatchNorm} of (N, channels, D, H, W). */
public final class BatchNorm3d extends BatchNorm {

  /** With eps 1e-5, momentum 0.1, weight, bias and running averages. */
  public BatchNorm3d(long channels) {
    this(channels, NormOptions.BATCH);
  }

  /**
   * With options.
   *
   * @throws IllegalArgumentException if there is no channel
   */
  public BatchNorm3d(long channels, NormOptions options) {
    super(channels, options);
  }

  @Override
  void checkRank(Tensor x) {
    if (x.rank() != 5) {
      throw wrongRank(x, "(N, C, D, H, W)");
    }
  }
}
