package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.DType;
import java.lang.foreign.MemorySegment;

/** Loops over rows of floating-point numbers; positions and steps count elements. */
final class Sums {
  /** Rows that are joined before others: one for each lane of the widest vectors. */
  static final int TOGETHER = 16;

  /** Elements of arrays that stay in the first-level cache. */
  private static final int BLOCK = 1 << 8;

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

  /**
   * Adds all rows to row 0 in the columns from one to before another: the upper half of each {@link
   * #TOGETHER} rows to the lower, and so on until one is left of them, and then these alike.
   *
   * @param row elements from a row to the next
   */
  static void joinRows(DType dtype, MemorySegment memory, long row, int rows, long from, long to) {
    int width = (int) Math.min(BLOCK, to - from);
    if (dtype == DType.F32) {
      joinFloats(memory, row, new float[rows][width], from, to);
    } else {
      joinDoubles(memory, row, new double[rows][width], from, to);
    }
  }

  /** In arrays, for which the JVM makes vectors. */
  private static void joinFloats(
      MemorySegment memory, long row, float[][] sums, long from, long to) {
    for (long at = from; at < to; at += BLOCK) {
      int count = (int) Math.min(BLOCK, to - at);
      for (int r = 0; r < sums.length; r++) {
        long byteAt = (at + r * row) * Float.BYTES;
        MemorySegment.copy(memory, JAVA_FLOAT_UNALIGNED, byteAt, sums[r], 0, count);
      }
      join(sums.length, (sum, next) -> addTo(sums[sum], sums[next], count));
      MemorySegment.copy(sums[0], 0, memory, JAVA_FLOAT_UNALIGNED, at * Float.BYTES, count);
    }
  }

  private static void joinDoubles(
      MemorySegment memory, long row, double[][] sums, long from, long to) {
    for (long at = from; at < to; at += BLOCK) {
      int count = (int) Math.min(BLOCK, to - at);
      for (int r = 0; r < sums.length; r++) {
        long byteAt = (at + r * row) * Double.BYTES;
        MemorySegment.copy(memory, JAVA_DOUBLE_UNALIGNED, byteAt, sums[r], 0, count);
      }
      join(sums.length, (sum, next) -> addTo(sums[sum], sums[next], count));
      MemorySegment.copy(sums[0], 0, memory, JAVA_DOUBLE_UNALIGNED, at * Double.BYTES, count);
    }
  }

  /** Adds one row to another. */
  @FunctionalInterface
  private interface Addition {
    void add(int sum, int next);
  }

  /** Adds all rows to row 0, in that order. */
  private static void join(int rows, Addition addition) {
    for (int first = 0; first < rows; first += TOGETHER) {
      joinHalves(first, Math.min(TOGETHER, rows - first), 1, addition);
    }
    joinHalves(0, Math.ceilDiv(rows, TOGETHER), TOGETHER, addition);
  }

  private static void joinHalves(int first, int number, int step, Addition addition) {
    for (int end = number; end > 1; end = halfOf(end)) {
      for (int r = halfOf(end); r < end; r++) {
        addition.add(first + (r - halfOf(end)) * step, first + r * step);
      }
    }
  }

  private static int halfOf(int rows) {
    return (rows + 1) / 2;
  }

  private static void addTo(float[] sum, float[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += next[i];
    }
  }

  private static void addTo(double[] sum, double[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += next[i];
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
