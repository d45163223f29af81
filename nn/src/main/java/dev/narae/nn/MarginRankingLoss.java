package dev.narae.nn;

import dev.narae.Reduction;
import dev.narae.Tensor;

/**
 * max(0, margin - target · (x - z)) of each pair of numbers: the first should be the larger where
 * the target is 1, the second where it is -1.
 */
public final class MarginRankingLoss extends Module {
  private final double margin;
  private final Reduction reduction;

  /** The mean with margin 0. */
  public MarginRankingLoss() {
    this(0, Reduction.MEAN);
  }

  /** With another margin, reduced. */
  public MarginRankingLoss(double margin, Reduction reduction) {
    this.margin = margin;
    this.reduction = reduction;
  }

  /**
   * The loss of pairs, reduced.
   *
   * @param x numbers of one shape
   * @param z as {@code x}
   * @param target of that shape; 1 or -1
   */
  public Tensor call(Tensor x, Tensor z, Tensor target) {
    return x.marginRankingLoss(z, target, margin, reduction);
  }

  @Override
  protected String settings() {
    return "margin=%s, %s".formatted(margin, reduction);
  }
}
