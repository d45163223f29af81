package dev.narae.cpu;

import dev.narae.cpu.Warmup.Exercise;

/** Calls an exercise some times and measures whether it runs as compiled code. */
final class Drill {
  /** Calls whose time is taken together; of short ones more, so that the clock is read seldom. */
  private static final int FEWEST_CALLS = 2;

  private static final int MOST_CALLS = 32;
  private static final long STEPS = 1 << 11;

  /** Calls in a run, unless they take too long. */
  private static final int CALLS = 256;

  private static final long LONGEST_NANOS = 3_000_000;

  /** Compiled code takes under a nanosecond for a step, other code more than thirty. */
  private static final double COMPILED_NANOS_PER_STEP = 6;

  /** What a call and its share of reading the clock may take. */
  private static final double NANOS_PER_CALL = 20;

  private final Runnable call;
  private final int callsAtATime;
  private final double compiledNanos;
  private long calls;
  private boolean fast;

  Drill(Exercise exercise) {
    this.call = exercise.call();
    this.callsAtATime = Math.clamp(STEPS / exercise.steps(), FEWEST_CALLS, MOST_CALLS);
    this.compiledNanos =
        callsAtATime * (NANOS_PER_CALL + COMPILED_NANOS_PER_STEP * exercise.steps());
  }

  /** Whether some run has found the code compiled. */
  boolean isFast() {
    return fast;
  }

  /** How often the code was called so far. */
  long calls() {
    return calls;
  }

  /**
   * Calls the code some times. The fastest of several times counts, since other threads may
   * interrupt some of them.
   */
  void run() {
    long begin = System.nanoTime();
    long start = begin;
    for (int done = 0; done < CALLS && start - begin < LONGEST_NANOS; done += callsAtATime) {
      for (int i = 0; i < callsAtATime; i++) {
        call.run();
      }
      calls += callsAtATime;
      long end = System.nanoTime();
      fast |= end - start < compiledNanos;
      start = end;
    }
  }
}
