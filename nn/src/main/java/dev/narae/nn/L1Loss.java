package dev.narae.nn;

import dev.narae.Reduction;
import dev.narae.Tensor;

/** The absolute error |input - target| of each element; the two shapes must be equal. */
public final class L1Loss extends Loss {
  /** The mean over the elements. */
  public L1Loss() {
    this(Reduction.MEAN);
  }

  /** Of each element, reduced. */
  public L1Loss(Reduction reduction) {
    super(reduction);
  }

  @Override
  protected Tensor forward(Tensor input, Tensor target) {
    return input.l1Loss(target, reduction());
  }
}
