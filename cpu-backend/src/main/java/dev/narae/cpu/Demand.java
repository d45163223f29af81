package dev.narae.cpu;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How much work is done by stand-ins for code that is not compiled yet: the more, the sooner that
 * code is warmed up.
 */
public final class Demand {
  /** What is left of older demand at each look: data that was made once is not wanted for long. */
  private static final double KEPT = 0.9;

  /** What has faded to this share of all that was ever done is not wanted any more. */
  private static final double FORGOTTEN = 1e-3;

  private final LongAdder steps = new LongAdder();
  private final AtomicReference<@Nullable Runnable> sleeper = new AtomicReference<>();
  private long seen;
  private double faded;

  /**
   * Takes note of work by a stand-in; may be called by any thread.
   *
   * @param count operations on an element, roughly
   */
  public void add(long count) {
    steps.add(count);
    if (sleeper.get() != null) {
      wake();
    }
  }

  private void wake() {
    Runnable action = sleeper.getAndSet(null);
    if (action != null) {
      action.run();
    }
  }

  /**
   * Has this done at the next work by a stand-in, once and on its thread; at once if there was some
   * while the caller was about to call this.
   */
  void onNextUse(Runnable action) {
    sleeper.set(action);
    if (!isForgotten()) {
      wake();
    }
  }

  /**
   * Whether a stand-in did work, but none for a long time. Code that was asked for before any work
   * is wanted all the same.
   */
  boolean isForgotten() {
    return recent() < FORGOTTEN * steps.sum();
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
