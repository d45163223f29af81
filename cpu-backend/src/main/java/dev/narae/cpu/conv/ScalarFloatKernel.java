package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Plain loops over F32. */
final class ScalarFloatKernel extends ScalarKernel {
  ScalarFloatKernel(ConvForm form) {
    super(form);
  }

  @Override
  Sums newSums() {
    return new FloatSums();
  }

  private final class FloatSums implements Sums {
    private final float[][] sums = new float[rows][lanes];
    private final float[] row = new float[lanes];

    @Override
    public void clear() {
      for (float[] sum : sums) {
        Arrays.fill(sum, 0);
      }
    }

    @Override
    public void add(MemorySegment a, long[] aAt, long aMore, MemorySegment b, long bAt) {
      MemorySegment.copy(b, JAVA_FLOAT_UNALIGNED, bAt, row, 0, lanes);
      for (int r = 0; r < rows; r++) {
        addRow(a.get(JAVA_FLOAT_UNALIGNED, aAt[r] + aMore), row, sums[r]);
      }
    }

    private static void addRow(float factor, float[] row, float[] sum) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] = Math.fma(factor, row[i], sum[i]);
      }
    }

    @Override
    public void load(int r, MemorySegment from, long at) {
      MemorySegment.copy(from, JAVA_FLOAT_UNALIGNED, at, sums[r], 0, lanes);
    }

    @Override
    public void add(int r, MemorySegment before, long at) {
      for (int i = 0; i < lanes; i++) {
        sums[r][i] += before.get(JAVA_FLOAT_UNALIGNED, at + (long) i * Float.BYTES);
      }
    }

    @Override
    public void store(int r, MemorySegment c, long cAt, MemorySegment bias, long biasAt) {
      float last = bias.get(JAVA_FLOAT_UNALIGNED, biasAt);
      for (int i = 0; i < lanes; i++) {
        c.set(JAVA_FLOAT_UNALIGNED, cAt + (long) i * Float.BYTES, sums[r][i] + last);
      }
    }
  }
}
