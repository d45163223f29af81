package dev.narae.train;

import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;

/** A metric whose state is a few sums over the samples. */
abstract class Sums implements Metric {
  private final String name;
  private double[] sums;

  Sums(String name, int count) {
    this.name = name;
    sums = new double[count];
  }

  /** Adds a batch to the sums, without recording and in a scope of its own. */
  abstract void collect(Tensor prediction, Tensor target);

  final void plus(int which, double amount) {
    sums[which] += amount;
  }

  final void plus(int which, long amount) {
    sums[which] += (double) amount;
  }

  final double sum(int which) {
    return sums[which];
  }

  final String name() {
    return name;
  }

  @Override
  public final void add(Tensor prediction, Tensor target) {
    try (Scope _ = Scope.open(name);
        var _ = Grad.noGrad()) {
      collect(prediction, target);
    }
  }

  @Override
  public final void reset() {
    sums = new double[sums.length];
  }

  @Override
  public final double[] state() {
    return sums.clone();
  }

  @Override
  public final void restore(double[] state) {
    if (state.length != sums.length) {
      throw new IllegalArgumentException(
          "%s: the saved state has %d numbers, not %d; it is that of another metric"
              .formatted(name, state.length, sums.length));
    }
    sums = state.clone();
  }

  /** Refuses anything but scores (rows, classes) with labels (rows). */
  final void requireScores(Tensor scores, Tensor labels) {
    if (scores.rank() != 2 || !labels.shape().equals(Shape.of(scores.dim(0)))) {
      throw new ShapeException(
          "%s: scores %s and labels %s must be (rows, classes) and (rows)"
              .formatted(name, scores.shape(), labels.shape()));
    }
  }

  /** Refuses predictions and targets of different shapes. */
  final void requireEqualShapes(Tensor prediction, Tensor target) {
    if (!prediction.shape().equals(target.shape())) {
      throw new ShapeException(
          "%s: predictions %s and targets %s must have the same shape"
              .formatted(name, prediction.shape(), target.shape()));
    }
  }
}
