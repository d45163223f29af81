package dev.narae.train;

import dev.narae.DType;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.function.IntToDoubleFunction;

/**
 * How often samples of each class were taken for each class, and what follows from it. Its value is
 * the accuracy.
 */
public final class ConfusionMatrix extends Sums {
  private final int classes;

  /** How figures of several classes become one. */
  public enum Average {
    /** The mean over the classes. */
    MACRO,
    /** The figure over all samples together. */
    MICRO,
    /** The mean over the classes, each weighted by its number of samples. */
    WEIGHTED
  }

  /**
   * A matrix of zeros.
   *
   * @param classes at least 1
   */
  public ConfusionMatrix(int classes) {
    super("ConfusionMatrix", checked(classes) * classes);
    this.classes = classes;
  }

  private static int checked(int classes) {
    if (classes < 1 || classes > 4096) {
      throw new IllegalArgumentException(
          "ConfusionMatrix: %d classes; give 1 to 4096".formatted(classes));
    }
    return classes;
  }

  @Override
  void collect(Tensor scores, Tensor labels) {
    requireScores(scores, labels);
    if (scores.dim(1) != classes) {
      throw new ShapeException(
          "%s: scores %s have %d classes, not %d"
              .formatted(name(), scores.shape(), scores.dim(1), classes));
    }
    requireLabels(labels);
    Tensor cells = labels.to(DType.I64).mul((long) classes).add(scores.argmax(1));
    long[] counts = cells.bincount((long) classes * classes).toLongArray();
    for (int i = 0; i < counts.length; i++) {
      plus(i, counts[i]);
    }
  }

  private void requireLabels(Tensor labels) {
    if (labels.size() == 0) {
      return;
    }
    Tensor.Extremes ends = labels.aminmax();
    long least = ends.smallest().toLong();
    long most = ends.largest().toLong();
    if (least < 0 || most >= classes) {
      throw new IndexOutOfBoundsException(
          "%s: label %d lies outside the %d classes; use 0 to %d"
              .formatted(name(), least < 0 ? least : most, classes, classes - 1));
    }
  }

  /** How many samples of a class were taken for another. */
  public long count(int actual, int predicted) {
    return (long) sum(actual * classes + predicted);
  }

  /** The number of classes. */
  public int classes() {
    return classes;
  }

  private double actual(int c) {
    double total = 0;
    for (int other = 0; other < classes; other++) {
      total += sum(c * classes + other);
    }
    return total;
  }

  private double predicted(int c) {
    double total = 0;
    for (int other = 0; other < classes; other++) {
      total += sum(other * classes + c);
    }
    return total;
  }

  private double hits(int c) {
    return sum(c * classes + c);
  }

  /** The share of those taken for a class that are of it; 0 if there were none. */
  public double precision(int c) {
    return ratio(hits(c), predicted(c));
  }

  /** The share of a class that was found; 0 if it had no samples. */
  public double recall(int c) {
    return ratio(hits(c), actual(c));
  }

  /** The harmonic mean of precision and recall; 0 if both are. */
  public double f1(int c) {
    return ratio(2 * hits(c), predicted(c) + actual(c));
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }

  /** The precision of all classes. */
  public double precision(Average average) {
    return averaged(average, this::precision);
  }

  /** The recall of all classes. */
  public double recall(Average average) {
    return averaged(average, this::recall);
  }

  /** The F1 score of all classes. */
  public double f1(Average average) {
    return averaged(average, this::f1);
  }

  private double averaged(Average average, IntToDoubleFunction figure) {
    // Over all samples together, each mistake is one too many here and one too few there, so that
    // all three figures are the accuracy.
    if (average == Average.MICRO) {
      return value();
    }
    double sum = 0;
    double weights = 0;
    for (int c = 0; c < classes; c++) {
      double weight = average == Average.WEIGHTED ? actual(c) : 1;
      sum += weight * figure.applyAsDouble(c);
      weights += weight;
    }
    return sum / weights;
  }

  @Override
  public double value() {
    double hits = 0;
    double all = 0;
    for (int c = 0; c < classes; c++) {
      hits += hits(c);
      all += actual(c);
    }
    return hits / all;
  }

  /** One line for each actual class. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int a = 0; a < classes; a++) {
      for (int p = 0; p < classes; p++) {
        text.append("%8d".formatted(count(a, p)));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
