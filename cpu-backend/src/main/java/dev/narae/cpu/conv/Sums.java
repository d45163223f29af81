package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.DType;
import java.lang.foreign.MemorySegment;

/** Loops over rows of floating-point numbers; positions and steps count elements. */
final class Sums {
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
   * Adds all rows to row 0 in the columns from one to before another: the lower half of the rows to
   * the upper, and so on until one is left.
   *
   * @param row elements from a row to the next
   */
  static void joinRows(DType dtype, MemorySegment memory, long row, int rows, long from, long to) {
    for (long at = from; at < to; at += BLOCK) {
      int count = (int) Math.min(BLOCK, to - at);
      if (dtype == DType.F32) {
        joinFloats(memory, row, rows, at, count);
      } else {
        joinDoubles(memory, row, rows, at, count);
      }
    }
  }

  /** In arrays, for which the JVM makes vectors. */
  private static void joinFloats(MemorySegment memory, long row, int rows, long at, int count) {
    float[][] sums = new float[rows][count];
    for (int r = 0; r < rows; r++) {
      MemorySegment.copy(
          memory, JAVA_FLOAT_UNALIGNED, (at + r * row) * Float.BYTES, sums[r], 0, count);
    }
    for (int half = halfOf(rows), end = rows; end > 1; end = half, half = halfOf(half)) {
      for (int r = half; r < end; r++) {
        addTo(sums[r - half], sums[r]);
      }
    }
    MemorySegment.copy(sums[0], 0, memory, JAVA_FLOAT_UNALIGNED, at * Float.BYTES, count);
  }

  private static int halfOf(int rows) {
    return (rows + 1) / 2;
  }

  /** sum[i] += next[i]. */
  static void addTo(float[] sum, float[] next) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += next[i];
    }
  }

  private static void joinDoubles(MemorySegment memory, long row, int rows, long at, int count) {
    double[][] sums = new double[rows][count];
    for (int r = 0; r < rows; r++) {
      MemorySegment.copy(
          memory, JAVA_DOUBLE_UNALIGNED, (at + r * row) * Double.BYTES, sums[r], 0, count);
    }
    for (int half = halfOf(rows), end = rows; end > 1; end = half, half = halfOf(half)) {
      for (int r = half; r < end; r++) {
        addTo(sums[r - half], sums[r]);
      }
    }
    MemorySegment.copy(sums[0], 0, memory, JAVA_DOUBLE_UNALIGNED, at * Double.BYTES, count);
  }

  /** sum[i] += next[i]. */
  static void addTo(double[] sum, double[] next) {
    for (int i = 0; i < sum.length; i++) {
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
