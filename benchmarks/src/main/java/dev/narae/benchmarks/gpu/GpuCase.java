package dev.narae.benchmarks.gpu;

import java.util.function.Supplier;

/**
 * One measured operation.
 *
 * @param name by which PyTorch's side knows it too
 * @param goal what it should reach
 * @param bytes that it has to move at least; 0 where that is not its limit
 * @param timing what is timed
 * @param make makes the operation's tensors on the device, and what is called again and again
 */
record GpuCase(String name, Goal goal, double bytes, Timing timing, Supplier<Call> make) {
  /** What is called again and again. */
  interface Call extends Runnable, AutoCloseable {
    /** Returns what it holds beside its tensors. */
    @Override
    default void close() {}
  }

  /** What is timed. */
  enum Timing {
    /** Many calls, until the GPU is done. */
    WHOLE,
    /** Many calls, until they are handed over: the host's work for a call. */
    HANDOVER
  }

  /**
   * What should be reached; 0 stands for nothing.
   *
   * @param ratio times as fast as PyTorch
   * @param share of the bandwidth that a copy of a large tensor reaches
   * @param micros at most so long
   */
  record Goal(double ratio, double share, double micros) {
    static final Goal NONE = new Goal(0, 0, 0);

    static Goal ratio(double ratio) {
      return new Goal(ratio, 0, 0);
    }
  }

  static GpuCase of(String name, Goal goal, Supplier<Call> make) {
    return new GpuCase(name, goal, 0, Timing.WHOLE, make);
  }
}
