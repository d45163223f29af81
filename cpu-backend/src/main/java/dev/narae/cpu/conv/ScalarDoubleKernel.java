package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Plain loops over F64. */
final class ScalarDoubleKernel extends ScalarKernel {
  ScalarDoubleKernel(ConvForm form) {
    super(form);
  }

  @Override
  Sums newSums() {
    return new DoubleSums();
  }

  private final class DoubleSums implements Sums {
    private final double[][] sums = new double[rows][lanes];
    private final double[] row = new double[lanes];

    @Override
    public void clear() {
      for (double[] sum : sums) {
        Arrays.fill(sum, 0);
      }
    }

    @Override
    public void add(MemorySegment a, long[] aAt, long aMore, MemorySegment b, long bAt) {
      MemorySegment.copy(b, JAVA_DOUBLE_UNALIGNED, bAt, row, 0, lanes);
      for (int r = 0; r < rows; r++) {
        addRow(a.get(JAVA_DOUBLE_UNALIGNED, aAt[r] + aMore), row, sums[r]);
      }
    }

    private static void addRow(double factor, double[] row, double[] sum) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] = Math.fma(factor, row[i], sum[i]);
      }
    }

    @Override
    public void load(int r, MemorySegment from, long at) {
      MemorySegment.copy(from, JAVA_DOUBLE_UNALIGNED, at, sums[r], 0, lanes);
    }

    @Override
    public void add(int r, MemorySegment before, long at) {
      for (int i = 0; i < lanes; i++) {
        sums[r][i] += before.get(JAVA_DOUBLE_UNALIGNED, at + (long) i * Double.BYTES);
      }
    }

    @Override
    public void store(int r, MemorySegment c, long cAt, MemorySegment bias, long biasAt) {
      double last = bias.get(JAVA_DOUBLE_UNALIGNED, biasAt);
      for (int i = 0; i < lanes; i++) {
        c.set(JAVA_DOUBLE_UNALIGNED, cAt + (long) i * Double.BYTES, sums[r][i] + last);
      }
    }
  }
}
