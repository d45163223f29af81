package dev.narae.benchmarks.data;

import java.util.Arrays;
import java.util.concurrent.Callable;

/** Things that take turns, so that a machine whose speed drifts is the same for all of them. */
final class Turn {
  private Turn() {}

  /** Seconds of one call. */
  static double seconds(Callable<?> work) throws Exception {
    long start = System.nanoTime();
    work.call();
    return (System.nanoTime() - start) / 1e9;
  }

  /** The median, of numbers in any order. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The median of the quotients of what was measured side by side. */
  static double medianRatio(double[] values, double[] others) {
    double[] ratios = new double[values.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = values[i] / others[i];
    }
    return median(ratios);
  }
}
