package dev.narae.cpu;

import java.util.concurrent.TimeUnit;

/**
 * How eagerly code is exercised: some rounds at once, so that the JVM counts enough calls to
 * compile it, then seldom, since each call before the compiled code is there is slow.
 */
final class Patience {
  private static final int EAGER_ROUNDS = 26;

  private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * Some minutes if waits are the longest, and more on a busy machine, where each round is late:
   * code that is not compiled after so many calls never will be.
   */
  private static final int ROUNDS = 3000;

  private long waitNanos = FIRST_WAIT_NANOS;
  private int rounds;

  void countRound() {
    rounds++;
  }

  /** Whether the next round follows at once. */
  boolean isEager() {
    return rounds < EAGER_ROUNDS;
  }

  /** Whether there is to be another round. */
  boolean lasts() {
    return rounds < ROUNDS;
  }

  /** The time until the next round: longer and longer. */
  long nextWaitNanos() {
    long wait = waitNanos;
    waitNanos = Math.min(2 * wait, LONGEST_WAIT_NANOS);
    return wait;
  }
}
