package dev.narae.nn;

import dev.narae.Tensor;

/** {@link BatchNorm} of (N, channels, H, W). */
public final class BatchNorm2d extends BatchNorm {

  /** With eps 1e-5, momentum 0.1, weight, bias and running averages. */
  public BatchNorm2d(long channels) {
    this(channels, NormOptions.BATCH);
  }

  /**
   * With options.
   *
   * @throws IllegalArgumentException if there is no channel
   */
  public BatchNorm2d(long channels, NormOptions options) {
    super(channels, options);
  }

  @Override
  void checkRank(Tensor x) {
    if (x.rank() != 4) {
      throw wrongRank(x, "(N, C, H, W)");
    }
  }
}
