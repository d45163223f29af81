package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.DType;
import java.lang.foreign.MemorySegment;

/** Looks for infinities and NaN. */
final class Finite {
  private Finite() {}

  /** Whether all of {@code count} floating-point numbers are finite. */
  static boolean all(DType dtype, MemorySegment memory, long at, long count) {
    return dtype == DType.F32 ? allFloats(memory, at, count) : allDoubles(memory, at, count);
  }

  private static boolean allFloats(MemorySegment memory, long at, long count) {
    int largest = 0;
    for (long i = 0; i < count; i++) {
      int bits = memory.get(JAVA_INT_UNALIGNED, (at + i) * Float.BYTES);
      largest = Math.max(largest, bits & Integer.MAX_VALUE);
    }
    return Float.isFinite(Float.intBitsToFloat(largest));
  }

  private static boolean allDoubles(MemorySegment memory, long at, long count) {
    long largest = 0;
    for (long i = 0; i < count; i++) {
      long bits = memory.get(JAVA_LONG_UNALIGNED, (at + i) * Double.BYTES);
      largest = Math.max(largest, bits & Long.MAX_VALUE);
    }
    return Double.isFinite(Double.longBitsToDouble(largest));
  }
}
