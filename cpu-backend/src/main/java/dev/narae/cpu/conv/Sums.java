package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.DType;
import java.lang.foreign.MemorySegment;

/** Additions on rows of floating-point numbers; positions and steps count elements. */
final class Sums {
  private Sums() {}

  /** to[i * step] += from[i] for each of {@code count} elements. */
  static void add(
      DType dtype,
      MemorySegment from,
      long fromAt,
      MemorySegment to,
      long toAt,
      long step,
      long count) {
    if (dtype == DType.F32) {
      addFloats(from, fromAt, to, toAt, step, count);
    } else {
      addDoubles(from, fromAt, to, toAt, step, count);
    }
  }

  private static void addFloats(
      MemorySegment from, long fromAt, MemorySegment to, long toAt, long step, long count) {
    for (long i = 0; i < count; i++) {
      long at = (toAt + i * step) * Float.BYTES;
      float value = from.get(JAVA_FLOAT_UNALIGNED, (fromAt + i) * Float.BYTES);
      to.set(JAVA_FLOAT_UNALIGNED, at, to.get(JAVA_FLOAT_UNALIGNED, at) + value);
    }
  }

  private static void addDoubles(
      MemorySegment from, long fromAt, MemorySegment to, long toAt, long step, long count) {
    for (long i = 0; i < count; i++) {
      long at = (toAt + i * step) * Double.BYTES;
      double value = from.get(JAVA_DOUBLE_UNALIGNED, (fromAt + i) * Double.BYTES);
      to.set(JAVA_DOUBLE_UNALIGNED, at, to.get(JAVA_DOUBLE_UNALIGNED, at) + value);
    }
  }

  /** to[i] += value[valueAt] for each of {@code count} elements. */
  static void addOne(
      DType dtype, MemorySegment value, long valueAt, MemorySegment to, long toAt, long count) {
    if (dtype == DType.F32) {
      float term = value.get(JAVA_FLOAT_UNALIGNED, valueAt * Float.BYTES);
      for (long i = 0; i < count; i++) {
        long at = (toAt + i) * Float.BYTES;
        to.set(JAVA_FLOAT_UNALIGNED, at, to.get(JAVA_FLOAT_UNALIGNED, at) + term);
      }
    } else {
      double term = value.get(JAVA_DOUBLE_UNALIGNED, valueAt * Double.BYTES);
      for (long i = 0; i < count; i++) {
        long at = (toAt + i) * Double.BYTES;
        to.set(JAVA_DOUBLE_UNALIGNED, at, to.get(JAVA_DOUBLE_UNALIGNED, at) + term);
      }
    }
  }
}
