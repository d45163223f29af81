package dev.narae.nn;

import dev.narae.Reduction;
import dev.narae.Tensor;

/** A module that says how far an output is from its target. */
public abstract class Loss extends Module {
  private final Reduction reduction;

  /** A loss that is reduced in this way. */
  protected Loss(Reduction reduction) {
    this.reduction = reduction;
  }

  /** What becomes of the losses of the single elements or rows. */
  public final Reduction reduction() {
    return reduction;
  }

  /** The loss, reduced as {@link #reduction} says. Not for direct use: see {@link #call}. */
  protected abstract Tensor forward(Tensor input, Tensor target);

  /**
   * The loss of an input: a single number to call {@link Tensor#backward()} on, or with {@link
   * Reduction#NONE} one for each element or row.
   */
  public final Tensor call(Tensor input, Tensor target) {
    return forward(input, target);
  }

  @Override
  protected String settings() {
    return reduction.toString();
  }
}
