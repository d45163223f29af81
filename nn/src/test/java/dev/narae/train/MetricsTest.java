package dev.narae.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.ShapeException;
import dev.narae.Tensor;
import org.junit.jupiter.api.Test;

/** Means and accuracies over several batches. */
class MetricsTest {
  @Test
  void meansAreWeighted() {
    RunningMean mean = new RunningMean();
    assertEquals(Double.NaN, mean.value());
    mean.add(2, 3);
    mean.add(6, 1);
    assertEquals(3, mean.value());
    assertEquals(4, mean.count());
    assertEquals(
        "RunningMean: the count is -1; it must be 0 or more",
        assertThrows(IllegalArgumentException.class, () -> mean.add(1, -1)).getMessage());
  }

  @Test
  void accuracyCountsHits() {
    Accuracy accuracy = new Accuracy();
    assertEquals(Double.NaN, accuracy.value());
    Tensor scores = Tensor.of(new float[][] {{1, 2, 0}, {5, 1, 1}, {0, 0, 3}});
    accuracy.add(scores, Tensor.of(new long[] {1, 0, 0}));
    accuracy.add(scores.narrow(0, 0, 1), Tensor.of(new long[] {1}));
    assertEquals(0.75, accuracy.value());
    assertEquals(3, accuracy.correct());
    assertEquals(4, accuracy.count());
    assertEquals(
        "Accuracy: scores [3, 3] and labels [2] must be (rows, classes) and (rows)",
        assertThrows(ShapeException.class, () -> accuracy.add(scores, Tensor.of(new long[] {1, 0})))
            .getMessage());
  }
}
