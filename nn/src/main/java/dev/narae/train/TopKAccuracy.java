package dev.narae.train;

import dev.narae.DType;
import dev.narae.Tensor;

/** The share of samples whose label is among the {@code k} highest scores (rows, classes). */
public final class TopKAccuracy extends Sums {
  private final int k;

  /**
   * The accuracy over no samples yet.
   *
   * @param k at least 1, and at most the number of classes
   */
  public TopKAccuracy(int k) {
    super("TopKAccuracy", 2);
    if (k < 1) {
      throw new IllegalArgumentException(
          "TopKAccuracy: k is %d; it must be at least 1".formatted(k));
    }
    this.k = k;
  }

  @Override
  void collect(Tensor scores, Tensor labels) {
    requireScores(scores, labels);
    Tensor own = scores.gather(1, labels.to(DType.I64).unsqueeze(1));
    // Ties count as before the label, so that equal scores everywhere are no success; so do
    // numbers that are none, with which nothing compares.
    Tensor before = scores.lt(own).logicalNot().sum(1);
    plus(0, before.le((long) k).sum().toLong());
    plus(1, labels.size());
  }

  @Override
  public double value() {
    return sum(0) / sum(1);
  }
}
