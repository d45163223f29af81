package dev.narae.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Matrix products of double-precision numbers in plain loops. */
final class GemmScalarDouble extends GemmScalar<double[]> {

  private static final ValueLayout.OfDouble ELEMENT = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  @Override
  double[][] arrays(int count, int length) {
    return new double[count][length];
  }

  @Override
  void load(MemorySegment from, long at, long stride, double[] to, int count) {
    if (stride == 1) {
      MemorySegment.copy(from, ELEMENT, at * Double.BYTES, to, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[i] = from.get(ELEMENT, (at + i * stride) * Double.BYTES);
    }
  }

  @Override
  void gather(MemorySegment from, long at, long[] offsets, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from.get(ELEMENT, (at + offsets[i]) * Double.BYTES);
    }
  }

  @Override
  void sums(double[] row, double[][] panel, int depth, int width, double[] sums) {
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
   * Four steps of the depth at once, in ascending order. The same index into separate arrays is
   * what the compiler vectorises.
   */
  private static void addFour(double[] row, int p, double[][] panel, int width, double[] sums) {
    double a0 = row[p];
    double a1 = row[p + 1];
    double a2 = row[p + 2];
    double a3 = row[p + 3];
    double[] b0 = panel[p];
    double[] b1 = panel[p + 1];
    double[] b2 = panel[p + 2];
    double[] b3 = panel[p + 3];
    for (int j = 0; j < width; j++) {
      double sum = Math.fma(a0, b0[j], sums[j]);
      sum = Math.fma(a1, b1[j], sum);
      sum = Math.fma(a2, b2[j], sum);
      sums[j] = Math.fma(a3, b3[j], sum);
    }
  }

  private static void addOne(double a, double[] b, int width, double[] sums) {
    for (int j = 0; j < width; j++) {
      sums[j] = Math.fma(a, b[j], sums[j]);
    }
  }

  @Override
  void store(double[] sums, int count, MemorySegment to, long at, long stride, boolean add) {
    if (add) {
      for (int i = 0; i < count; i++) {
        long position = (at + i * stride) * Double.BYTES;
        to.set(ELEMENT, position, to.get(ELEMENT, position) + sums[i]);
      }
    } else if (stride == 1) {
      MemorySegment.copy(sums, 0, to, ELEMENT, at * Double.BYTES, count);
    } else {
      for (int i = 0; i < count; i++) {
        to.set(ELEMENT, (at + i * stride) * Double.BYTES, sums[i]);
      }
    }
  }
}
