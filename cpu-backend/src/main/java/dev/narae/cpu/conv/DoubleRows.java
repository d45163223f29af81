package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Copies rows of F64; positions and steps count elements. */
final class DoubleRows {
  private DoubleRows() {}

  /** Copies elements that lie {@code step} apart. */
  static void load(MemorySegment from, long at, long step, double[] to, int toAt, int count) {
    if (step == 1) {
      MemorySegment.copy(from, JAVA_DOUBLE_UNALIGNED, at * Double.BYTES, to, toAt, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[toAt + i] = from.get(JAVA_DOUBLE_UNALIGNED, (at + i * step) * Double.BYTES);
    }
  }

  /** Copies to elements that lie {@code step} apart. */
  static void store(double[] from, int fromAt, int count, MemorySegment to, long at, long step) {
    if (step == 1) {
      MemorySegment.copy(from, fromAt, to, JAVA_DOUBLE_UNALIGNED, at * Double.BYTES, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to.set(JAVA_DOUBLE_UNALIGNED, (at + i * step) * Double.BYTES, from[fromAt + i]);
    }
  }
}
