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
   * code that is not compiled after so many never will be.
   */
  private static final int WAITS = 3000;

  /**
   * Waits until the code is made once more, some sixteen seconds: the longest that code was seen to
   * wait for the second compiler of a busy machine was eleven. HotSpot's first compiler gives up
   * long code that it was not kept from ({@link dev.narae.cpu.kernel.FirstCompiler}), and if the
   * second one had much to do just then, the code runs in a form from which no way leads on, for
   * ever. Code made anew begins anew, and the second compiler has less to do by then.
   */
  static final int FIRST_RENEWAL = 160;

  /** Rounds after which code is not expected soon any more: some seconds. */
  private static final int PROMISING_ROUNDS = 80;

  /** Other code has to wait meanwhile. */
  private static final long EAGER_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  /**
   * Long code is far from its calls after one turn. What the first compiler made of it takes up to
   * a millisecond for each, and while the second one has much to do, 2048 of them have to pass
   * before HotSpot looks again, and 1400 more with counters. In turns of one call after another
   * that is a second or two, with a few calls after each wait many.
   */
  private static final int TURNS = 8;

  /** After waits up to this one the JVM can be expected to have compiled what it was asked for. */
  private static final long LAST_WAIT_OF_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(32);

  private long waitNanos = FIRST_WAIT_NANOS;
  private long workedNanos;
  private long callsBefore;
  private int turns = 1;
  private int rounds;
  private int waits;
  private int renewal;

  /** The waits until the code is made once more for the first time. */
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
    return calls - callsBefore < EAGER_CALLS && workedNanos < EAGER_NANOS;
  }

  /** Whether the code would use another turn of calls at once, while no other code wants them. */
  boolean wantsTurn() {
    return turns < TURNS && waitNanos > LAST_WAIT_OF_TURN_NANOS;
  }

  /**
   * Begins another turn.
   *
   * @param calls of the part that was called the least
   */
  void beginTurn(long calls) {
    turns++;
    callsBefore = calls;
    workedNanos = 0;
    waitNanos = FIRST_WAIT_NANOS;
  }

  /** Whether the code may be compiled soon. */
  boolean isPromising() {
    return rounds < PROMISING_ROUNDS;
  }

  /** Whether there is to be another wait. */
  boolean lasts() {
    return waits < WAITS;
  }

  /** Whether the code is to be made once more, which is asked once a wait: ever more seldom. */
  boolean wantsRenewal() {
    if (waits < renewal) {
      return false;
    }
    renewal = 2 * waits;
    turns = 0;
    beginTurn(0);
    return true;
  }

  /** The time until the next round: longer and longer. */
  long nextWaitNanos() {
    waits++;
    long wait = waitNanos;
    waitNanos = Math.min(2 * wait, LONGEST_WAIT_NANOS);
    return wait;
  }
}
