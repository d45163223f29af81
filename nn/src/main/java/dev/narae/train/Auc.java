package dev.narae.train;

import dev.narae.DType;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The area under the receiver operating characteristic of two classes: the chance that a sample of
 * class 1 scores higher than one of class 0, ties counting half (Hanley and McNeil, 1982). Keeps
 * every score.
 */
public final class Auc implements Metric {
  private double[] pairs = new double[64];
  private int length;

  /** An area of nothing yet. */
  public Auc() {}

  /**
   * Adds a batch.
   *
   * @param scores any shape; larger means class 1 is likelier
   * @param labels of the same shape, 0 or 1
   */
  @Override
  public void add(Tensor scores, Tensor labels) {
    if (!scores.shape().equals(labels.shape())) {
      throw new ShapeException(
          "Auc: scores %s and labels %s must have the same shape"
              .formatted(scores.shape(), labels.shape()));
    }
    double[] s = scores.detach().to(DType.F64).toDoubleArray();
    double[] l = labels.to(DType.F64).toDoubleArray();
    for (int i = 0; i < s.length; i++) {
      if (l[i] != 0 && l[i] != 1) {
        throw new IllegalArgumentException(
            "Auc: a label is %s; labels must be 0 or 1".formatted(l[i]));
      }
      if (length == pairs.length) {
        pairs = Arrays.copyOf(pairs, 2 * length);
      }
      pairs[length++] = s[i];
      pairs[length++] = l[i];
    }
  }

  /** The area, 0 to 1; NaN unless both classes have samples. */
  @Override
  public double value() {
    int n = length / 2;
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pairs[2 * i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double ranks = 0;
    double ones = 0;
    for (int start = 0; start < n; ) {
      int end = start;
      double tied = 0;
      while (end < n && pairs[2 * order[end]] == pairs[2 * order[start]]) {
        tied += pairs[2 * order[end] + 1];
        end++;
      }
      end = Math.max(end, start + 1);
      ranks += tied * (start + 1 + end) / 2;
      ones += tied;
      start = end;
    }
    return (ranks - ones * (ones + 1) / 2) / (ones * (n - ones));
  }

  @Override
  public void reset() {
    length = 0;
  }

  @Override
  public double[] state() {
    return Arrays.copyOf(pairs, length);
  }

  @Override
  public void restore(double[] state) {
    if (state.length % 2 != 0) {
      throw new IllegalArgumentException(
          "Auc: the saved state has %d numbers, which are no pairs; it is that of another metric"
              .formatted(state.length));
    }
    pairs = Arrays.copyOf(state, Math.max(64, state.length));
    length = state.length;
  }
}
