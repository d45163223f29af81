package dev.narae.cpu;

import java.util.concurrent.atomic.LongAdder;

/**
 * How much work is done by stand-ins for code that is not compiled yet: the more, the sooner that
 * code is warmed up.
 */
public final class Demand {
  /** What is left of older demand at each look: data that was made once is not wanted for long. */
  private static final double KEPT = 0.9;

  private final LongAdder steps = new LongAdder();
  private long seen;
  private double faded;

  /**
   * Takes note of work by a stand-in; may be called by any thread.
   *
   * @param count operations on an element, roughly
   */
  public void add(long count) {
    steps.add(count);
  }

  /** What was done since the last look, and of what was done before the less the longer ago. */
  double recent() {
    return faded + (steps.sum() - seen);
  }

  /** Lets older demand fade; returns what was done since the last look. */
  long look() {
    long sum = steps.sum();
    long added = sum - seen;
    faded = KEPT * (faded + added);
    seen = sum;
    return added;
  }
}
