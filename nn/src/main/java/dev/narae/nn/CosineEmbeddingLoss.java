package dev.narae.nn;

import dev.narae.Reduction;
import dev.narae.Tensor;

/**
 * 1 - cos(x, z) of each pair of rows where the target is 1, and max(0, cos(x, z) - margin) where it
 * is -1.
 */
public final class CosineEmbeddingLoss extends Module {
  private final double margin;
  private final Reduction reduction;

  /** The mean with margin 0. */
  public CosineEmbeddingLoss() {
    this(0, Reduction.MEAN);
  }

  /** With another margin, reduced. */
  public CosineEmbeddingLoss(double margin, Reduction reduction) {
    this.margin = margin;
    this.reduction = reduction;
  }

  /**
   * The loss of pairs, reduced.
   *
   * @param x rows (N, D) or (D)
   * @param z as {@code x}
   * @param target (N), or a single number; 1 or -1
   */
  public Tensor call(Tensor x, Tensor z, Tensor target) {
    return x.cosineEmbeddingLoss(z, target, margin, reduction);
  }

  @Override
  protected String settings() {
    return "margin=%s, %s".formatted(margin, reduction);
  }
}
