package dev.narae.cpu;

import java.util.concurrent.TimeUnit;

/**
 * How eagerly code is exercised: at once until the JVM must have counted enough calls to compile
 * it, then seldom, since each call before the compiled code is there is slow.
 */
final class Patience {
  /**
   * HotSpot's second compiler begins after 5000 calls of the first one's code that counts them.
   * While many methods wait for it, there is code before that which counts only every 2048th call.
   */
  private static final long EAGER_CALLS = 10_000;

  private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * Some minutes if waits are the longest, and more on a busy machine, where each round is late:
   * code that is not compiled after so many calls never will be.
   */
  private static final int ROUNDS = 3000;

  /**
   * Rounds until the code is made once more, some sixteen seconds: the longest that code was seen
   * to wait for the second compiler of a busy machine was eleven. HotSpot's first compiler gives up
   * long code that it was not kept from ({@link dev.narae.cpu.kernel.FirstCompiler}), and if the
   * second one had much to do just then, the code runs in a form from which no way leads on, for
   * ever. Code made anew begins anew, and the second compiler has less to do by then.
   */
  static final int FIRST_RENEWAL = 200;

  /** Rounds after which code is not expected soon any more: some seconds. */
  private static final int PROMISING_ROUNDS = 80;

  /** Other code has to wait meanwhile. */
  private static final long EAGER_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private long waitNanos = FIRST_WAIT_NANOS;
  private long workedNanos;
  private int rounds;
  private int renewal;

  /** The rounds until the code is made once more for the first time. */
  Patience(int firstRenewal) {
    renewal = firstRenewal;
  }

  /** Takes note of a round that took so long. */
  void countRound(long nanos) {
    rounds++;
    workedNanos += nanos;
  }

  /**
   * Whether the next round follows at once.
   *
   * @param calls of the part that was called the least
   */
  boolean isEager(long calls) {
    return calls < EAGER_CALLS && workedNanos < EAGER_NANOS;
  }

  /** Whether the code may be compiled soon. */
  boolean isPromising() {
    return rounds < PROMISING_ROUNDS;
  }

  /** Whether there is to be another round. */
  boolean lasts() {
    return rounds < ROUNDS;
  }

  /** Whether the code is to be made once more, which is asked once a round: ever more seldom. */
  boolean wantsRenewal() {
    if (rounds < renewal) {
      return false;
    }
    renewal = 2 * rounds;
    workedNanos = 0;
    return true;
  }

  /** The time until the next round: longer and longer. */
  long nextWaitNanos() {
    long wait = waitNanos;
    waitNanos = Math.min(2 * wait, LONGEST_WAIT_NANOS);
    return wait;
  }
}
