package dev.narae.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.train.ConfusionMatrix.Average;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Figures of merit against their definitions, in one go, in parts, and after a restore. */
class MoreMetricsTest {
  private static final Tensor SCORES =
      Tensor.of(
          new float[] {
            0.9f, 0.05f, 0.05f, 0.1f, 0.6f, 0.3f, 0.2f, 0.3f, 0.5f, 0.4f, 0.35f, 0.25f, 0.1f, 0.2f,
            0.7f
          },
          5,
          3);
  private static final Tensor LABELS = Tensor.of(new long[] {0, 1, 1, 2, 2}, 5);

  /** The value, and that of the same numbers added in two parts with a restore in between. */
  private static double value(Metric metric, Metric other, Tensor prediction, Tensor target) {
    metric.add(prediction, target);
    double value = metric.value();
    metric.reset();
    assertTrue(Double.isNaN(metric.value()));
    metric.add(prediction.narrow(0, 0, 2), target.narrow(0, 0, 2));
    other.restore(metric.state());
    other.add(prediction.slice(0, 2, prediction.dim(0)), target.slice(0, 2, target.dim(0)));
    assertEquals(value, other.value(), 1e-6);
    return value;
  }

  @Test
  void countsClasses() {
    ConfusionMatrix matrix = new ConfusionMatrix(3);
    assertEquals(0.6, value(matrix, new ConfusionMatrix(3), SCORES, LABELS), 1e-12);
    matrix.reset();
    matrix.add(SCORES, LABELS);
    assertEquals(
        "       1       0       0\n       0       1       1\n       1       0       1\n",
        matrix.toString());
    assertEquals(1, matrix.count(1, 2));
    assertEquals(0.5, matrix.precision(0), 1e-12);
    assertEquals(1, matrix.recall(0), 1e-12);
    assertEquals(2.0 / 3, matrix.f1(0), 1e-12);
    assertEquals((0.5 + 1 + 0.5) / 3, matrix.precision(Average.MACRO), 1e-12);
    assertEquals((1 + 0.5 + 0.5) / 3, matrix.recall(Average.MACRO), 1e-12);
    assertEquals((1 * 0.5 + 2 * 1 + 2 * 0.5) / 5, matrix.precision(Average.WEIGHTED), 1e-12);
    assertEquals(0.6, matrix.f1(Average.MICRO), 1e-12);
    double f1 =
        value(ClassMetrics.f1(3, Average.MACRO), ClassMetrics.f1(3, Average.MACRO), SCORES, LABELS);
    assertEquals((2.0 / 3 + 2.0 / 3 + 0.5) / 3, f1, 1e-12);
    Tensor outside = Tensor.of(new long[] {0, 1, 1, 2, 3}, 5);
    assertEquals(
        "ConfusionMatrix: label 3 lies outside the 3 classes; use 0 to 2",
        assertThrows(IndexOutOfBoundsException.class, () -> matrix.add(SCORES, outside))
            .getMessage());
    for (long label : new long[] {-100, 1_000_000_000_000L}) {
      Tensor far = Tensor.of(new long[] {0, 1, 1, 2, label}, 5);
      assertEquals(
          "ConfusionMatrix: label %d lies outside the 3 classes; use 0 to 2".formatted(label),
          assertThrows(IndexOutOfBoundsException.class, () -> matrix.add(SCORES, far))
              .getMessage());
    }
  }

  @Test
  void looksAmongTheBest() {
    assertEquals(0.6, value(new TopKAccuracy(1), new TopKAccuracy(1), SCORES, LABELS), 1e-12);
    assertEquals(0.8, value(new TopKAccuracy(2), new TopKAccuracy(2), SCORES, LABELS), 1e-12);
    assertEquals(1, value(new TopKAccuracy(3), new TopKAccuracy(3), SCORES, LABELS), 1e-12);
    TopKAccuracy ties = new TopKAccuracy(2);
    ties.add(Tensor.zeros(4, 3), Tensor.of(new long[] {0, 1, 2, 0}, 4));
    assertEquals(0, ties.value());
    ties.add(Tensor.ones(2, 3).mul(Double.NaN), Tensor.of(new int[] {0, 1}));
    assertEquals(0, ties.value());
  }

  /** The chance that one of class 1 scores higher, counted pair by pair. */
  @Test
  void areaUnderTheCurve() {
    Random random = new Random(4);
    float[] scores = new float[60];
    long[] labels = new long[60];
    for (int i = 0; i < 60; i++) {
      labels[i] = random.nextInt(2);
      scores[i] = Math.round(8 * (random.nextFloat() + 0.4f * labels[i]));
    }
    double wins = 0;
    double pairs = 0;
    for (int i = 0; i < 60; i++) {
      for (int j = 0; j < 60; j++) {
        if (labels[i] == 1 && labels[j] == 0) {
          pairs++;
          wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    double area = value(new Auc(), new Auc(), Tensor.of(scores, 60), Tensor.of(labels, 60));
    assertEquals(wins / pairs, area, 1e-12);
    Auc wrong = new Auc();
    assertThrows(
        IllegalArgumentException.class, () -> wrong.add(Tensor.zeros(1), Tensor.ones(1).add(1.0)));
    assertThrows(ShapeException.class, () -> wrong.add(Tensor.zeros(1), Tensor.ones(2)));
  }

  @Test
  void perplexityOfGuessing() {
    Tensor scores = Tensor.zeros(5, 7);
    assertEquals(7, value(new Perplexity(), new Perplexity(), scores, LABELS), 1e-5);
    Perplexity padded = new Perplexity();
    padded.add(Tensor.zeros(2, 4), Tensor.of(new long[] {0, -100}));
    assertEquals(4, padded.value(), 1e-5);
  }

  @Test
  void distances() {
    Tensor y = Tensor.of(new float[] {1, 2, 4, 9}, 4);
    Tensor p = Tensor.of(new float[] {2, 2, 3, 7}, 4);
    assertEquals(1, value(new MeanAbsoluteError(), new MeanAbsoluteError(), p, y), 1e-12);
    assertEquals(1 - 6.0 / 38, value(new R2Score(), new R2Score(), p, y), 1e-12);
    assertThrows(ShapeException.class, () -> new R2Score().add(p, y.reshape(4, 1)));
    assertThrows(IllegalArgumentException.class, () -> new R2Score().restore(new double[] {1, 2}));
  }
}
