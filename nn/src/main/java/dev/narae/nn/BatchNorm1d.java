package dev.narae.nn;

import dev.narae.Tensor;

/** {@link BatchNorm} of (N, channels) or (N, channels, L). */
public final class BatchNorm1d extends BatchNorm {

  /** With eps 1e-5, momentum 0.1, weight, bias and running averages. */
  public BatchNorm1d(long channels) {
    this(channels, NormOptions.BATCH);
  }

  /**
   * With options.
   *
   * @throws IllegalArgumentException if there is no channel
   */
  public BatchNorm1d(long channels, NormOptions options) {
    super(channels, options);
  }

  @Override
  void checkRank(Tensor x) {
    if (x.rank() != 2 && x.rank() != 3) {
      throw wrongRank(x, "(N, C) or (N, C, L)");
    }
  }
}
