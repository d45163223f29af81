package dev.narae.train;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Ends a run after the step in which a time is over. The time before a resume does not count. */
public final class TimeLimit implements Callback {
  private final Duration limit;
  private final LongSupplier nanoTime;
  private long start;

  /** A limit on the time that the machine's clock shows. */
  public TimeLimit(Duration limit) {
    this(limit, System::nanoTime);
  }

  TimeLimit(Duration limit, LongSupplier nanoTime) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException(
          "TimeLimit: %s; the time must be positive".formatted(limit));
    }
    this.limit = limit;
    this.nanoTime = nanoTime;
  }

  @Override
  public void runBegun(Run run) {
    start = nanoTime.getAsLong();
  }

  @Override
  public void stepEnded(Run run) {
    if (nanoTime.getAsLong() - start >= limit.toNanos()) {
      run.stop("the time limit of %s is reached".formatted(limit));
    }
  }
}
