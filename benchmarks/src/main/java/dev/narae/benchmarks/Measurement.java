package dev.narae.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What measuring one line of the table gave.
 *
 * @param line what was measured, and how it was computed
 * @param nanos of one operation of ours, the median of all turns
 * @param torchNanos of one operation of libtorch's, or NaN
 * @param ratio how many times as fast we are, the median over pairs of turns, or NaN
 * @param spread of the ratio, or of our time without a peer, between its quarters
 * @param blasThreads with which libtorch was fastest, 0 without it
 * @param warmMillis until our side was at full speed
 * @param heapBytes of one operation on the Java heap of the calling thread
 */
record Measurement(
    Line line,
    double nanos,
    double torchNanos,
    double ratio,
    double spread,
    int blasThreads,
    double warmMillis,
    double heapBytes) {

  /** The figures in what JMH measured. */
  static Measurement of(Line line, RunResult result) {
    double[] narae = turns(result, "narae");
    double[] torch = turns(result, "torch");
    boolean paired = torch[0] > 0;
    double[] ratios =
        IntStream.range(0, narae.length).mapToDouble(i -> torch[i] / narae[i]).sorted().toArray();
    return new Measurement(
        line,
        median(narae),
        paired ? median(torch) : Double.NaN,
        paired ? Numbers.median(ratios) : Double.NaN,
        paired ? Numbers.spread(ratios) : Numbers.spread(sorted(narae)),
        (int) turns(result, "blas")[0],
        median(turns(result, "warm")),
        median(turns(result, "heap")));
  }

  private static double[] turns(RunResult result, String counter) {
    List<Double> values = new ArrayList<>();
    result
        .getBenchmarkResults()
        .forEach(
            fork ->
                fork.getIterationResults()
                    .forEach(
                        iteration -> {
                          Result<?> found = iteration.getSecondaryResults().get(counter);
                          values.add(Objects.requireNonNull(found, counter).getScore());
                        }));
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double median(double[] values) {
    return Numbers.median(sorted(values));
  }

  private static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
