package dev.narae.cpu.vector;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * How long the fastest round of a loop takes, once the JVM has compiled it. Nothing says when that
 * is: a loop that is slow for thousands of rounds may still wait for the compiler.
 */
final class BestRound {
  /** A compiled round takes microseconds; until then the compiler needs the processor more. */
  private static final long SLOW_ROUND_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  /** Further rounds after the best one so far before it counts as the best there is. */
  private static final int STEADY_ROUNDS = 3_000;

  /** And further time: so many rounds of the first compiler's code take only milliseconds. */
  private static final long STEADY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Code that was wanted has waited eleven seconds for the compiler of a busy machine. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final LongSupplier clock;
  private final LongConsumer pause;

  BestRound() {
    this(System::nanoTime, LockSupport::parkNanos);
  }

  BestRound(LongSupplier clock, LongConsumer pause) {
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * Runs rounds until they get no faster.
   *
   * @param enough nanoseconds: the loop must be slow for long before it counts as slower than that
   * @return nanoseconds, at least 1
   */
  long nanos(long enough, Runnable round) {
    long began = clock.getAsLong();
    long best = Long.MAX_VALUE;
    long bestAt = began;
    int since = 0;
    for (long start = began; true; start = clock.getAsLong()) {
      round.run();
      long end = clock.getAsLong();
      long nanos = Math.max(1, end - start);
      since++;
      if (nanos < best) {
        best = nanos;
        bestAt = end;
        since = 0;
      }
      boolean steady = since >= STEADY_ROUNDS && end - bestAt >= STEADY_NANOS;
      if (end - began >= LONGEST_NANOS || steady && best <= enough) {
        return best;
      }
      if (nanos > SLOW_ROUND_NANOS) {
        pause.accept(SLOW_ROUND_NANOS);
      }
    }
  }
}
