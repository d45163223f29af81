package dev.narae.nn;

import dev.narae.Reduction;
import dev.narae.Tensor;

/** The squared error (input - target)² of each element; the two shapes must be equal. */
public final class MSELoss extends Loss {
  /** The mean squared error. */
  public MSELoss() {
    this(Reduction.MEAN);
  }

  /** The squared error, reduced. */
  public MSELoss(Reduction reduction) {
    super(reduction);
  }

  @Override
  protected Tensor forward(Tensor input, Tensor target) {
    return input.mseLoss(target, reduction());
  }
}
