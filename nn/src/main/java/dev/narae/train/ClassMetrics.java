package dev.narae.train;

import dev.narae.Tensor;
import dev.narae.train.ConfusionMatrix.Average;
import java.util.function.ToDoubleFunction;

/** Figures out of a {@link ConfusionMatrix}, each a {@link Metric} of its own. */
public final class ClassMetrics {
  private ClassMetrics() {}

  /** How many of those taken for a class are of it. */
  public static Metric precision(int classes, Average average) {
    return new Derived(new ConfusionMatrix(classes), matrix -> matrix.precision(average));
  }

  /** How many of a class were found. */
  public static Metric recall(int classes, Average average) {
    return new Derived(new ConfusionMatrix(classes), matrix -> matrix.recall(average));
  }

  /** The harmonic mean of precision and recall. */
  public static Metric f1(int classes, Average average) {
    return new Derived(new ConfusionMatrix(classes), matrix -> matrix.f1(average));
  }

  private record Derived(ConfusionMatrix matrix, ToDoubleFunction<ConfusionMatrix> figure)
      implements Metric {
    @Override
    public void add(Tensor prediction, Tensor target) {
      matrix.add(prediction, target);
    }

    @Override
    public double value() {
      return Double.isNaN(matrix.value()) ? Double.NaN : figure.applyAsDouble(matrix);
    }

    @Override
    public void reset() {
      matrix.reset();
    }

    @Override
    public double[] state() {
      return matrix.state();
    }

    @Override
    public void restore(double[] state) {
      matrix.restore(state);
    }
  }
}
