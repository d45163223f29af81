package dev.narae.cpu.conv;

import java.util.concurrent.atomic.AtomicBoolean;

/** Notices numbers that are huge, infinite or NaN among many. */
final class Magnitudes {
  /** Sums of products of smaller numbers are finite, whatever the transforms do to them. */
  private static final float HUGE = 1e15f;

  private final AtomicBoolean huge = new AtomicBoolean();

  /** Whether there was one. */
  boolean areHuge() {
    return huge.get();
  }

  /**
   * Notes what one thread has seen.
   *
   * @param largest the bits of the largest magnitude, as {@link WinogradLoops#largest} finds it
   */
  void note(int largest) {
    if (largest > Float.floatToRawIntBits(HUGE)) {
      huge.set(true);
    }
  }
}
