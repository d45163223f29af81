package dev.narae.benchmarks;

import org.openjdk.jmh.results.RunResult;

/**
 * What measuring one line of the table gave.
 *
 * @param line what was measured, and how it was computed
 * @param result all that JMH knows of it
 */
record Measurement(Line line, RunResult result) {

  /** The times of one operation in nanoseconds, one for each iteration of each fork, sorted. */
  private double[] times() {
    return result.getBenchmarkResults().stream()
        .flatMap(fork -> fork.getIterationResults().stream())
        .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
        .sorted()
        .toArray();
  }

  /** The time of one operation in nanoseconds. */
  double median() {
    return median(times());
  }

  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Half the distance between the slowest and the fastest iteration, as a share of the median. */
  double spread() {
    return spread(times());
  }

  static double spread(double[] sorted) {
    return (sorted[sorted.length - 1] - sorted[0]) / 2 / median(sorted);
  }

  /** The speed in the workload's unit. */
  double rate() {
    return line.workload().rate().at(median());
  }
}
