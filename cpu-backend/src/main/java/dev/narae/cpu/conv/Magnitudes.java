package dev.narae.cpu.conv;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notices numbers that are huge, infinite or NaN among many, at the cost of three operations for
 * each and without a branch.
 */
final class Magnitudes {
  /** Sums of products of smaller numbers are finite, whatever the transforms do to them. */
  private static final float HUGE = 1e15f;

  private static final float SCALE = Float.MAX_VALUE / HUGE;

  private final AtomicBoolean huge = new AtomicBoolean();

  /** Whether there was one. */
  boolean areHuge() {
    return huge.get();
  }

  /** A place for one thread to note what it sees. */
  Watch watch(int width) {
    return new Watch(width);
  }

  /** Notes of one thread. */
  final class Watch {
    private final float[] notes;

    private Watch(int width) {
      this.notes = new float[width];
    }

    /** Looks at some numbers: what is too large becomes infinite, and then NaN. */
    void see(float[] numbers, int from, int count) {
      for (int i = 0; i < count; i++) {
        notes[i] += numbers[from + i] * SCALE * 0f;
      }
    }

    /** Tells what was seen. */
    void end() {
      for (float note : notes) {
        if (Float.isNaN(note)) {
          huge.set(true);
        }
      }
    }
  }
}
