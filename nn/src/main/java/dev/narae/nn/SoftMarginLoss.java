package dev.narae.nn;

import dev.narae.Reduction;
import dev.narae.Tensor;

/**
 * log(1 + e^(-target · input)) of each element, targets being 1 or -1; the two shapes must be
 * equal.
 */
public final class SoftMarginLoss extends Loss {
  /** The mean over the elements. */
  public SoftMarginLoss() {
    this(Reduction.MEAN);
  }

  /** Of each element, reduced. */
  public SoftMarginLoss(Reduction reduction) {
    super(reduction);
  }

  @Override
  protected Tensor forward(Tensor input, Tensor target) {
    return input.softMarginLoss(target, reduction());
  }
}
