package dev.narae.benchmarks;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * Whether the JVM's compilers have little left to do. A network's step goes through more than a
 * thousand methods, and figures taken while these are still compiled differ from process to process
 * by half.
 */
final class Compilers {
  /** Milliseconds over which their work is looked at. */
  private static final long WINDOW_MILLIS = 1000;

  /** The share of one processor that they may take. */
  private static final double SHARE = 0.05;

  private final LongSupplier millis;
  private final LongSupplier work;
  private long since;
  private long workThen;
  private boolean resting;

  /**
   * Compilers seen through two clocks.
   *
   * @param millis what time it is
   * @param work milliseconds that they have worked so far
   */
  Compilers(LongSupplier millis, LongSupplier work) {
    this.millis = millis;
    this.work = work;
    this.since = millis.getAsLong();
    this.workThen = work.getAsLong();
  }

  /** Those of this JVM; one that does not tell seems at rest. */
  static Compilers ofThisJvm() {
    CompilationMXBean bean = ManagementFactory.getCompilationMXBean();
    boolean tells = bean != null && bean.isCompilationTimeMonitoringSupported();
    return new Compilers(
        () -> System.nanoTime() / 1_000_000, () -> tells ? bean.getTotalCompilationTime() : 0);
  }

  /** Whether they were at rest in the last whole window. */
  boolean areResting() {
    long now = millis.getAsLong();
    if (now - since >= WINDOW_MILLIS) {
      long done = work.getAsLong();
      resting = done - workThen < SHARE * (now - since);
      since = now;
      workThen = done;
    }
    return resting;
  }
}
