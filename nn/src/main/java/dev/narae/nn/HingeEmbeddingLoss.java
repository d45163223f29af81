package dev.narae.nn;

import dev.narae.Reduction;
import dev.narae.Tensor;

/**
 * The distance x of each pair where the target is 1, and max(0, margin - x) where it is -1: for
 * telling apart what is alike; the two shapes must be equal.
 */
public final class HingeEmbeddingLoss extends Loss {
  private final double margin;

  /** The mean over the elements. */
  public HingeEmbeddingLoss() {
    this(1, Reduction.MEAN);
  }

  /** Reduced, with another margin. */
  public HingeEmbeddingLoss(double margin, Reduction reduction) {
    super(reduction);
    this.margin = margin;
  }

  @Override
  protected Tensor forward(Tensor input, Tensor target) {
    return input.hingeEmbeddingLoss(target, margin, reduction());
  }

  @Override
  protected String settings() {
    return "margin=%s, %s".formatted(margin, reduction());
  }
}
