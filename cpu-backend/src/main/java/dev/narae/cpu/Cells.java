package dev.narae.cpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.narae.BFloat16;
import dev.narae.DType;
import java.lang.foreign.MemorySegment;

/** Moves elements of any type; positions and steps count elements. */
public final class Cells {
  /** From this size on, the call of the system's copy repays itself. */
  private static final long BULK_BYTES = 512;

  private Cells() {}

  /** The element of F16 or BF16 at a byte position. */
  public static float half(MemorySegment memory, DType dtype, long at) {
    short bits = memory.get(JAVA_SHORT_UNALIGNED, at);
    return dtype == DType.F16 ? Float.float16ToFloat(bits) : BFloat16.toFloat(bits);
  }

  /** Stores an element of F16 or BF16 at a byte position. */
  public static void setHalf(MemorySegment memory, DType dtype, long at, float value) {
    short bits = dtype == DType.F16 ? Float.floatToFloat16(value) : BFloat16.fromFloat(value);
    memory.set(JAVA_SHORT_UNALIGNED, at, bits);
  }

  /**
   * Copies {@code count} elements of {@code bytes} (1, 2, 4 or 8) bytes each.
   *
   * @param fromStep the step between source elements; 0 repeats one
   */
  public static void copy(
      MemorySegment from,
      long fromAt,
      long fromStep,
      MemorySegment to,
      long toAt,
      long toStep,
      long count,
      int bytes) {
    if (fromStep == 1 && toStep == 1) {
      copyDense(from, fromAt * bytes, to, toAt * bytes, count * bytes);
      return;
    }
    switch (bytes) {
      case Byte.BYTES -> copyBytes(from, fromAt, fromStep, to, toAt, toStep, count);
      case Short.BYTES -> copyShorts(from, fromAt, fromStep, to, toAt, toStep, count);
      case Integer.BYTES -> copyInts(from, fromAt, fromStep, to, toAt, toStep, count);
      default -> copyLongs(from, fromAt, fromStep, to, toAt, toStep, count);
    }
  }

  /**
   * Copies rows of elements that lie side by side.
   *
   * @param fromPitch from a row to the next
   * @param toPitch from a row of the copy to the next
   */
  public static void copyRows(
      MemorySegment from,
      long fromAt,
      long fromPitch,
      MemorySegment to,
      long toAt,
      long toPitch,
      int rows,
      int columns,
      int bytes) {
    long size = (long) columns * bytes;
    for (int r = 0; r < rows; r++) {
      long fromByte = (fromAt + r * fromPitch) * bytes;
      copyDense(from, fromByte, to, (toAt + r * toPitch) * bytes, size);
    }
  }

  /** Copies bytes; short runs are not worth a call. */
  private static void copyDense(
      MemorySegment from, long fromByte, MemorySegment to, long toByte, long bytes) {
    if (bytes >= BULK_BYTES) {
      MemorySegment.copy(from, fromByte, to, toByte, bytes);
      return;
    }
    long at = 0;
    // Four words at a time: most runs are so short that a loop would be all beginning and end.
    for (; at + 4 * Long.BYTES <= bytes; at += 4 * Long.BYTES) {
      long first = from.get(JAVA_LONG_UNALIGNED, fromByte + at);
      long second = from.get(JAVA_LONG_UNALIGNED, fromByte + at + Long.BYTES);
      long third = from.get(JAVA_LONG_UNALIGNED, fromByte + at + 2 * Long.BYTES);
      long fourth = from.get(JAVA_LONG_UNALIGNED, fromByte + at + 3 * Long.BYTES);
      to.set(JAVA_LONG_UNALIGNED, toByte + at, first);
      to.set(JAVA_LONG_UNALIGNED, toByte + at + Long.BYTES, second);
      to.set(JAVA_LONG_UNALIGNED, toByte + at + 2 * Long.BYTES, third);
      to.set(JAVA_LONG_UNALIGNED, toByte + at + 3 * Long.BYTES, fourth);
    }
    for (; at + Long.BYTES <= bytes; at += Long.BYTES) {
      to.set(JAVA_LONG_UNALIGNED, toByte + at, from.get(JAVA_LONG_UNALIGNED, fromByte + at));
    }
    for (; at < bytes; at++) {
      to.set(JAVA_BYTE, toByte + at, from.get(JAVA_BYTE, fromByte + at));
    }
  }

  /** Sets {@code count} elements to zero. */
  public static void clear(MemorySegment to, long toAt, long count, int bytes) {
    long size = count * bytes;
    if (size >= BULK_BYTES) {
      to.asSlice(toAt * bytes, size).fill((byte) 0);
      return;
    }
    long start = toAt * bytes;
    int words = (int) (size / Long.BYTES);
    for (int i = 0; i < words; i++) {
      to.set(JAVA_LONG_UNALIGNED, start + (long) i * Long.BYTES, 0);
    }
    for (long at = (long) words * Long.BYTES; at < size; at++) {
      to.set(JAVA_BYTE, start + at, (byte) 0);
    }
  }

  /**
   * Copies two dense rows of elements of 4 or 8 bytes side by side: element i of each becomes a
   * neighbour of the other's, {@code step} elements after the pair before. Each access moves two
   * elements, which is several times as fast as {@link #copy} for one row after the other.
   */
  public static void interleave(
      MemorySegment from,
      long first,
      long second,
      MemorySegment to,
      long toAt,
      long step,
      int count,
      int bytes) {
    if (bytes == Integer.BYTES) {
      interleaveInts(
          from,
          first * Integer.BYTES,
          second * Integer.BYTES,
          to,
          toAt * Integer.BYTES,
          step * Integer.BYTES,
          count);
      return;
    }
    for (int i = 0; i < count; i++) {
      long at = (toAt + i * step) * Long.BYTES;
      to.set(JAVA_LONG_UNALIGNED, at, from.get(JAVA_LONG_UNALIGNED, (first + i) * Long.BYTES));
      to.set(
          JAVA_LONG_UNALIGNED,
          at + Long.BYTES,
          from.get(JAVA_LONG_UNALIGNED, (second + i) * Long.BYTES));
    }
  }

  private static void interleaveInts(
      MemorySegment from,
      long first,
      long second,
      MemorySegment to,
      long toByte,
      long stepBytes,
      int count) {
    for (int q = 0; q < count / 2; q++) {
      long upper = from.get(JAVA_LONG_UNALIGNED, first + (long) q * Long.BYTES);
      long lower = from.get(JAVA_LONG_UNALIGNED, second + (long) q * Long.BYTES);
      long at = toByte + 2L * q * stepBytes;
      to.set(JAVA_LONG_UNALIGNED, at, Pairs.firsts(upper, lower));
      to.set(JAVA_LONG_UNALIGNED, at + stepBytes, Pairs.seconds(upper, lower));
    }
    if (count % 2 == 1) {
      long last = (long) (count - 1) * Integer.BYTES;
      long at = toByte + (count - 1) * stepBytes;
      to.set(JAVA_INT_UNALIGNED, at, from.get(JAVA_INT_UNALIGNED, first + last));
      to.set(JAVA_INT_UNALIGNED, at + Integer.BYTES, from.get(JAVA_INT_UNALIGNED, second + last));
    }
  }

  private static void copyBytes(
      MemorySegment from,
      long fromAt,
      long fromStep,
      MemorySegment to,
      long toAt,
      long toStep,
      long count) {
    for (long i = 0; i < count; i++) {
      to.set(JAVA_BYTE, toAt + i * toStep, from.get(JAVA_BYTE, fromAt + i * fromStep));
    }
  }

  private static void copyShorts(
      MemorySegment from,
      long fromAt,
      long fromStep,
      MemorySegment to,
      long toAt,
      long toStep,
      long count) {
    for (long i = 0; i < count; i++) {
      to.set(
          JAVA_SHORT_UNALIGNED,
          (toAt + i * toStep) * Short.BYTES,
          from.get(JAVA_SHORT_UNALIGNED, (fromAt + i * fromStep) * Short.BYTES));
    }
  }

  private static void copyInts(
      MemorySegment from,
      long fromAt,
      long fromStep,
      MemorySegment to,
      long toAt,
      long toStep,
      long count) {
    for (long i = 0; i < count; i++) {
      to.set(
          JAVA_INT_UNALIGNED,
          (toAt + i * toStep) * Integer.BYTES,
          from.get(JAVA_INT_UNALIGNED, (fromAt + i * fromStep) * Integer.BYTES));
    }
  }

  private static void copyLongs(
      MemorySegment from,
      long fromAt,
      long fromStep,
      MemorySegment to,
      long toAt,
      long toStep,
      long count) {
    for (long i = 0; i < count; i++) {
      to.set(
          JAVA_LONG_UNALIGNED,
          (toAt + i * toStep) * Long.BYTES,
          from.get(JAVA_LONG_UNALIGNED, (fromAt + i * fromStep) * Long.BYTES));
    }
  }
}
