package dev.narae.benchmarks.gpu;

import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.spi.Backend;
import java.util.stream.DoubleStream;

/**
 * Times calls on a GPU. A sample is many calls between two synchronizations, so that the time to
 * start and end it does not count.
 *
 * @param backend of the GPU
 * @param samples how many
 * @param sampleNanos how long a sample is at least, about
 */
record GpuClock(Backend backend, int samples, long sampleNanos) {
  /** More calls than these wait for the GPU, whose queue is full. */
  private static final int HANDED_OVER = 200;

  /**
   * What was found.
   *
   * @param micros of a call, for each sample
   * @param calls in a sample
   */
  @SuppressWarnings("ArrayRecordComponent") // it becomes JSON, and nothing else
  record Times(double[] micros, int calls) {
    double median() {
      double[] sorted = DoubleStream.of(micros).sorted().toArray();
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Half the range of the samples, in percent of the median. */
    double spread() {
      double range =
          DoubleStream.of(micros).max().orElse(0) - DoubleStream.of(micros).min().orElse(0);
      return 100 * range / 2 / median();
    }
  }

  /** Warms up and measures. */
  Times measure(GpuCase what) {
    boolean gradients = what.name().contains("step") || what.name().contains("gradients");
    try (GpuCase.Call body = what.make().get()) {
      return measure(() -> scoped(body, gradients), what.timing());
    }
  }

  private Times measure(Runnable call, GpuCase.Timing timing) {
    int calls = calls(call);
    double[] micros = new double[samples];
    if (timing == GpuCase.Timing.HANDOVER) {
      calls = Math.min(calls, HANDED_OVER);
    }
    for (int i = 0; i < samples; i++) {
      micros[i] = time(call, calls, timing) / 1e3 / calls;
    }
    return new Times(micros, calls);
  }

  private static void scoped(Runnable body, boolean gradients) {
    try (Scope _ = Scope.open();
        Grad.Mode _ = gradients ? Grad.enableGrad() : Grad.noGrad()) {
      body.run();
    }
  }

  /** Warms up, and finds how many calls fill a sample. */
  private int calls(Runnable call) {
    int calls = 1;
    long warm = 0;
    while (true) {
      long nanos = time(call, calls, GpuCase.Timing.WHOLE);
      warm += nanos;
      if (warm > 5 * sampleNanos && nanos * 2 > sampleNanos) {
        return calls;
      }
      if (nanos < sampleNanos) {
        calls = Math.min(1_000_000, calls * 2);
      }
    }
  }

  private long time(Runnable call, int calls, GpuCase.Timing timing) {
    backend.synchronize();
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      call.run();
    }
    long handedOver = System.nanoTime();
    backend.synchronize();
    return (timing == GpuCase.Timing.HANDOVER ? handedOver : System.nanoTime()) - start;
  }
}
