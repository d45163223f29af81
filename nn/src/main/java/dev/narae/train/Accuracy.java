package dev.narae.train;

import dev.narae.ShapeException;
import dev.narae.Tensor;

/** The share of samples whose highest score is that of their label. */
public final class Accuracy extends Sums {

  /** The accuracy over no samples yet. */
  public Accuracy() {
    super("Accuracy", 2);
  }

  /**
   * Adds a batch.
   *
   * @param scores (rows, classes); any numbers that grow with the likelihood
   * @param labels (rows), whole numbers
   * @throws ShapeException if the shapes do not fit
   */
  @Override
  void collect(Tensor scores, Tensor labels) {
    requireScores(scores, labels);
    plus(0, scores.argmax(1).eq(labels).sum().toLong());
    plus(1, labels.size());
  }

  /** The share so far, 0 to 1; NaN of nothing. */
  @Override
  public double value() {
    return sum(0) / sum(1);
  }

  /** How many samples were right. */
  public long correct() {
    return (long) sum(0);
  }

  /** How many samples were added. */
  public long count() {
    return (long) sum(1);
  }
}
