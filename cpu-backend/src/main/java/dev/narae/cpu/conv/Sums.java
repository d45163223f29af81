package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.DType;
import java.lang.foreign.MemorySegment;

/** Loops over rows of floating-point numbers; positions and steps count elements. */
final class Sums {
  private Sums() {}

  /** to[i] += from[i * step] for each of {@code count} elements. */
  static void add(
      DType dtype,
      MemorySegment from,
      long fromAt,
      long step,
      MemorySegment to,
      long toAt,
      long count) {
    if (dtype == DType.F32) {
      addFloats(from, fromAt, step, to, toAt, count);
    } else {
      addDoubles(from, fromAt, step, to, toAt, count);
    }
  }

  private static void addFloats(
      MemorySegment from, long fromAt, long step, MemorySegment to, long toAt, long count) {
    for (long i = 0; i < count; i++) {
      long at = (toAt + i) * Float.BYTES;
      float value = from.get(JAVA_FLOAT_UNALIGNED, (fromAt + i * step) * Float.BYTES);
      to.set(JAVA_FLOAT_UNALIGNED, at, to.get(JAVA_FLOAT_UNALIGNED, at) + value);
    }
  }

  private static void addDoubles(
      MemorySegment from, long fromAt, long step, MemorySegment to, long toAt, long count) {
    for (long i = 0; i < count; i++) {
      long at = (toAt + i) * Double.BYTES;
      double value = from.get(JAVA_DOUBLE_UNALIGNED, (fromAt + i * step) * Double.BYTES);
      to.set(JAVA_DOUBLE_UNALIGNED, at, to.get(JAVA_DOUBLE_UNALIGNED, at) + value);
    }
  }

  /** Sets the first {@code count} elements to -0. */
  static void fillNegativeZeros(DType dtype, MemorySegment to, long count) {
    for (long i = 0; i < count; i++) {
      if (dtype == DType.F32) {
        to.set(JAVA_FLOAT_UNALIGNED, i * Float.BYTES, -0f);
      } else {
        to.set(JAVA_DOUBLE_UNALIGNED, i * Double.BYTES, -0d);
      }
    }
  }
}
