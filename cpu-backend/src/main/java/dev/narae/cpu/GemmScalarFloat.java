package dev.narae.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Matrix products of single-precision numbers in plain loops. */
final class GemmScalarFloat extends GemmScalar<float[]> {

  private static final ValueLayout.OfFloat ELEMENT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  @Override
  float[][] arrays(int count, int length) {
    return new float[count][length];
  }

  @Override
  void load(MemorySegment from, long at, long stride, float[] to, int count) {
    if (stride == 1) {
      MemorySegment.copy(from, ELEMENT, at * Float.BYTES, to, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[i] = from.get(ELEMENT, (at + i * stride) * Float.BYTES);
    }
  }

  @Override
  void gather(MemorySegment from, long at, long[] offsets, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from.get(ELEMENT, (at + offsets[i]) * Float.BYTES);
    }
  }

  @Override
  void sums(float[] row, float[][] panel, int depth, int width, float[] sums) {
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
  private static void addFour(float[] row, int p, float[][] panel, int width, float[] sums) {
    float a0 = row[p];
    float a1 = row[p + 1];
    float a2 = row[p + 2];
    float a3 = row[p + 3];
    float[] b0 = panel[p];
    float[] b1 = panel[p + 1];
    float[] b2 = panel[p + 2];
    float[] b3 = panel[p + 3];
    for (int j = 0; j < width; j++) {
      float sum = Math.fma(a0, b0[j], sums[j]);
      sum = Math.fma(a1, b1[j], sum);
      sum = Math.fma(a2, b2[j], sum);
      sums[j] = Math.fma(a3, b3[j], sum);
    }
  }

  private static void addOne(float a, float[] b, int width, float[] sums) {
    for (int j = 0; j < width; j++) {
      sums[j] = Math.fma(a, b[j], sums[j]);
    }
  }

  @Override
  void store(float[] sums, int count, MemorySegment to, long at, long stride, boolean add) {
    if (add) {
      for (int i = 0; i < count; i++) {
        long position = (at + i * stride) * Float.BYTES;
        to.set(ELEMENT, position, to.get(ELEMENT, position) + sums[i]);
      }
    } else if (stride == 1) {
      MemorySegment.copy(sums, 0, to, ELEMENT, at * Float.BYTES, count);
    } else {
      for (int i = 0; i < count; i++) {
        to.set(ELEMENT, (at + i * stride) * Float.BYTES, sums[i]);
      }
    }
  }
}
