package dev.narae.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Matrix products of 32-bit integers in plain loops. */
final class GemmScalarInteger extends GemmScalar<int[]> {

  private static final ValueLayout.OfInt ELEMENT = ValueLayout.JAVA_INT_UNALIGNED;

  @Override
  int[][] arrays(int count, int length) {
    return new int[count][length];
  }

  @Override
  void load(MemorySegment from, long at, long stride, int[] to, int count) {
    if (stride == 1) {
      MemorySegment.copy(from, ELEMENT, at * Integer.BYTES, to, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[i] = from.get(ELEMENT, (at + i * stride) * Integer.BYTES);
    }
  }

  @Override
  void gather(MemorySegment from, long at, long[] offsets, int[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from.get(ELEMENT, (at + offsets[i]) * Integer.BYTES);
    }
  }

  @Override
  void sums(int[] row, int[][] panel, int depth, int width, int[] sums) {
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
  private static void addFour(int[] row, int p, int[][] panel, int width, int[] sums) {
    int a0 = row[p];
    int a1 = row[p + 1];
    int a2 = row[p + 2];
    int a3 = row[p + 3];
    int[] b0 = panel[p];
    int[] b1 = panel[p + 1];
    int[] b2 = panel[p + 2];
    int[] b3 = panel[p + 3];
    for (int j = 0; j < width; j++) {
      sums[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
    }
  }

  private static void addOne(int a, int[] b, int width, int[] sums) {
    for (int j = 0; j < width; j++) {
      sums[j] += a * b[j];
    }
  }

  @Override
  void store(int[] sums, int count, MemorySegment to, long at, long stride, boolean add) {
    if (add) {
      for (int i = 0; i < count; i++) {
        long position = (at + i * stride) * Integer.BYTES;
        to.set(ELEMENT, position, to.get(ELEMENT, position) + sums[i]);
      }
    } else if (stride == 1) {
      MemorySegment.copy(sums, 0, to, ELEMENT, at * Integer.BYTES, count);
    } else {
      for (int i = 0; i < count; i++) {
        to.set(ELEMENT, (at + i * stride) * Integer.BYTES, sums[i]);
      }
    }
  }
}
