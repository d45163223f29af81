package dev.narae.train;

import dev.narae.Tensor;

/** A figure of merit that is collected batch by batch. */
public interface Metric {
  /**
   * Adds a batch.
   *
   * @param prediction what the model gave
   * @param target what should have come out
   */
  void add(Tensor prediction, Tensor target);

  /** The figure for all that was added; NaN of nothing. */
  double value();

  /** Forgets everything. */
  void reset();

  /** All that was added, as numbers: what a checkpoint in the middle of an epoch needs. */
  double[] state();

  /**
   * Goes on from the numbers of {@link #state}.
   *
   * @throws IllegalArgumentException if they are of another metric
   */
  void restore(double[] state);
}
