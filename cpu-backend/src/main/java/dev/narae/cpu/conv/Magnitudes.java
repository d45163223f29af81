package dev.narae.cpu.conv;

import java.util.concurrent.atomic.AtomicBoolean;

/** Notices numbers that are huge, infinite or NaN among many. */
final class Magnitudes {
  /**
   * Sums of products of smaller numbers are finite: transforms make numbers up to 26 and 52 times
   * as large, so a sum may have 10 million products.
   */
  private static final float HUGE = 1e14f;

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
