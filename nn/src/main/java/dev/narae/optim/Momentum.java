package dev.narae.optim;

/**
 * An optimizer with a momentum that a schedule may change: how much of the last direction each step
 * keeps, called beta1 in the family of Adam.
 */
public interface Momentum {
  /** The momentum of the next step. */
  double momentum();

  /**
   * Changes the momentum.
   *
   * @throws IllegalArgumentException if it is out of the optimizer's range
   */
  void momentum(double value);
}
