package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Loops over arrays, for which the JVM makes vectors. */
final class FloatRows {
  private FloatRows() {}

  /** to[i] += more[i]. */
  static void add(float[] to, float[] more, int count) {
    for (int i = 0; i < count; i++) {
      to[i] += more[i];
    }
  }

  /** Copies elements that lie {@code step} apart; positions count elements. */
  static void load(MemorySegment from, long at, long step, float[] to, int toAt, int count) {
    if (step == 1) {
      MemorySegment.copy(from, JAVA_FLOAT_UNALIGNED, at * Float.BYTES, to, toAt, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[toAt + i] = from.get(JAVA_FLOAT_UNALIGNED, (at + i * step) * Float.BYTES);
    }
  }

  /** Copies to elements that lie {@code step} apart; positions count elements. */
  static void store(float[] from, int count, MemorySegment to, long at, long step) {
    store(from, 0, count, to, at, step);
  }

  /** Copies from the middle of an array. */
  static void store(float[] from, int fromAt, int count, MemorySegment to, long at, long step) {
    if (step == 1) {
      MemorySegment.copy(from, fromAt, to, JAVA_FLOAT_UNALIGNED, at * Float.BYTES, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to.set(JAVA_FLOAT_UNALIGNED, (at + i * step) * Float.BYTES, from[fromAt + i]);
    }
  }
}
