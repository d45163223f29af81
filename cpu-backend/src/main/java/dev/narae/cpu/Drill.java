package dev.narae.cpu;

import dev.narae.cpu.Warmup.Exercise;

/** Calls an exercise some times and measures whether it runs as compiled code. */
final class Drill {
  /** What one run of a drill does at most, in steps: some milliseconds before compilation. */
  private static final long STEPS = 1 << 14;

  private static final int FEWEST_CALLS = 16;
  private static final int MOST_CALLS = 256;

  /** The fastest of several times counts, since other threads may interrupt some of them. */
  private static final int TIMES = 8;

  /** Compiled code takes under a nanosecond for a step, other code more than thirty. */
  private static final double COMPILED_NANOS_PER_STEP = 6;

  /** What a call and its share of reading the clock may take. */
  private static final double NANOS_PER_CALL = 20;

  private final Runnable call;
  private final int callsAtATime;
  private final double compiledNanos;
  private boolean fast;

  Drill(Exercise exercise) {
    this.call = exercise.call();
    long calls = Math.clamp(STEPS / exercise.steps(), FEWEST_CALLS, MOST_CALLS);
    this.callsAtATime = (int) calls / TIMES;
    this.compiledNanos =
        callsAtATime * (NANOS_PER_CALL + COMPILED_NANOS_PER_STEP * exercise.steps());
  }

  /** Whether some run has found the code compiled. */
  boolean isFast() {
    return fast;
  }

  /** Does the calls; true if they were fast. */
  boolean run() {
    for (int i = 0; i < TIMES; i++) {
      long start = System.nanoTime();
      for (int j = 0; j < callsAtATime; j++) {
        call.run();
      }
      fast |= System.nanoTime() - start < compiledNanos;
    }
    return fast;
  }
}
