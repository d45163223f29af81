package dev.narae.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Runs one side for short turns and times them. */
final class Turns {
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
  private static final long WARM_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final int HEAP_CALLS = 20;

  private static final long RAMP_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  /**
   * Threads of the other side that still spin shall sleep by then: OpenMP's take some milliseconds,
   * OpenBLAS's less, for the launcher sets its time-out.
   */
  private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(12);

  private final Side side;
  private final Runnable completion;
  private int calls = 1;

  /**
   * Turns of a side.
   *
   * @param completion waits for what runs on, on a device that computes by itself
   */
  Turns(Side side, Runnable completion) {
    this.side = side;
    this.completion = completion;
  }

  /**
   * Runs until {@code settled} says so and turns have become no faster for a while.
   *
   * @param leastMillis that while
   * @param longestMillis when it ends in any case
   * @param settled whether turns may have reached their full speed
   * @return milliseconds until the last turn that was clearly faster than all before
   */
  double warmUp(long leastMillis, long longestMillis, BooleanSupplier settled) {
    long least = TimeUnit.MILLISECONDS.toNanos(leastMillis);
    long begin = System.nanoTime();
    long end = begin + TimeUnit.MILLISECONDS.toNanos(longestMillis);
    double best = Double.MAX_VALUE;
    long improved = begin;
    long unsettled = begin;
    long now = begin;
    do {
      double time = time(WARM_TURN_NANOS);
      now = System.nanoTime();
      if (time < 0.97 * best) {
        improved = now;
      }
      best = Math.min(best, time);
      if (!settled.getAsBoolean()) {
        unsettled = now;
      }
    } while (now < end && now - Math.max(improved, unsettled) < Math.max((double) least, 4 * best));
    return (improved - begin) / 1e6;
  }

  /** One turn: nanoseconds of one operation, after some that wake caches and threads. */
  double take() {
    LockSupport.parkNanos(GAP_NANOS);
    time(RAMP_NANOS);
    return time(TURN_NANOS);
  }

  /** The bytes of one operation on the Java heap, of the calling thread. */
  double heapBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    repeat(HEAP_CALLS);
    return (double) (threads.getCurrentThreadAllocatedBytes() - before) / HEAP_CALLS;
  }

  /** Runs about as long as asked; how many calls that takes is learnt from turn to turn. */
  private double time(long nanos) {
    long start = System.nanoTime();
    repeat(calls);
    double each = (double) (System.nanoTime() - start) / calls;
    calls = (int) Math.clamp((double) nanos / each, 1, Math.min(8.0 * calls, 1e7));
    return each;
  }

  private void repeat(int times) {
    for (int i = 0; i < times; i++) {
      side.run();
    }
    completion.run();
  }
}
