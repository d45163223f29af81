package dev.narae.train;

import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;

/** The share of samples whose highest score is that of their label. */
public final class Accuracy {
  private long correct;
  private long count;

  /** The accuracy over no samples yet. */
  public Accuracy() {}

  /**
   * Adds a batch.
   *
   * @param scores (rows, classes); any numbers that grow with the likelihood
   * @param labels (rows), whole numbers
   * @throws ShapeException if the shapes do not fit
   */
  public void add(Tensor scores, Tensor labels) {
    if (scores.rank() != 2 || !labels.shape().equals(Shape.of(scores.dim(0)))) {
      throw new ShapeException(
          "Accuracy: scores %s and labels %s must be (rows, classes) and (rows)"
              .formatted(scores.shape(), labels.shape()));
    }
    try (Scope _ = Scope.open("accuracy");
        var _ = Grad.noGrad()) {
      correct += scores.argmax(1).eq(labels).sum().toLong();
      count += labels.size();
    }
  }

  /** The share so far, 0 to 1; NaN of nothing. */
  public double value() {
    return (double) correct / count;
  }

  /** How many samples were right. */
  public long correct() {
    return correct;
  }

  /** How many samples were added. */
  public long count() {
    return count;
  }
}
