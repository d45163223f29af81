package dev.narae.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Matrix products of 64-bit integers in plain loops. */
final class GemmScalarLong extends GemmScalar<long[]> {

  private static final ValueLayout.OfLong ELEMENT = ValueLayout.JAVA_LONG_UNALIGNED;

  @Override
  long[][] arrays(int count, int length) {
    return new long[count][length];
  }

  @Override
  void load(MemorySegment from, long at, long stride, long[] to, int count) {
    if (stride == 1) {
      MemorySegment.copy(from, ELEMENT, at * Long.BYTES, to, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[i] = from.get(ELEMENT, (at + i * stride) * Long.BYTES);
    }
  }

  @Override
  void gather(MemorySegment from, long at, long[] offsets, long[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from.get(ELEMENT, (at + offsets[i]) * Long.BYTES);
    }
  }

  @Override
  void sums(long[] row, long[][] panel, int depth, int width, long[] sums) {
    Arrays.fill(sums, 0, width, 0);
    int p = 0;
    for (; p + 4 <= depth; p += 4) {
      addFour(row, p, panel, width, sums);
    }
    for (; p < depth; p++) {
      addOne(row[p], panel[p], width, sums);
    }
  }

  /**
   * Four steps of the depth at once, in any order, since integers wrap around alike. The same index
   * into separate arrays is what the compiler vectorises.
   */
  private static void addFour(long[] row, int p, long[][] panel, int width, long[] sums) {
    long a0 = row[p];
    long a1 = row[p + 1];
    long a2 = row[p + 2];
    long a3 = row[p + 3];
    long[] b0 = panel[p];
    long[] b1 = panel[p + 1];
    long[] b2 = panel[p + 2];
    long[] b3 = panel[p + 3];
    for (int j = 0; j < width; j++) {
      sums[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
    }
  }

  private static void addOne(long a, long[] b, int width, long[] sums) {
    for (int j = 0; j < width; j++) {
      sums[j] += a * b[j];
    }
  }

  @Override
  void store(long[] sums, int count, MemorySegment to, long at, long stride, boolean add) {
    if (add) {
      for (int i = 0; i < count; i++) {
        long position = (at + i * stride) * Long.BYTES;
        to.set(ELEMENT, position, to.get(ELEMENT, position) + sums[i]);
      }
    } else if (stride == 1) {
      MemorySegment.copy(sums, 0, to, ELEMENT, at * Long.BYTES, count);
    } else {
      for (int i = 0; i < count; i++) {
        to.set(ELEMENT, (at + i * stride) * Long.BYTES, sums[i]);
      }
    }
  }
}
