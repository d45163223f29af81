package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Loops over one element after the other, for any processor. */
final class PlainWinogradLoops implements WinogradLoops {
  static final WinogradLoops INSTANCE = new PlainWinogradLoops();

  private PlainWinogradLoops() {}

  /** The first and the last row of Bᵀ. */
  private static float outer(float first, float second, float third) {
    return Math.fma(second, -2.5f, first) + third;
  }

  @Override
  public int largest(float[] numbers, int from, int count) {
    int largest = 0;
    for (int i = from; i < from + count; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(numbers[i]) & Integer.MAX_VALUE);
    }
    return largest;
  }

  @Override
  public void inputRows(float[] plane, int[] rows, int count, float[][] lines, int to) {
    for (int i = 0; i < count; i++) {
      float d0 = plane[rows[0] + i];
      float d1 = plane[rows[1] + i];
      float d2 = plane[rows[2] + i];
      float d3 = plane[rows[3] + i];
      float d4 = plane[rows[4] + i];
      float d5 = plane[rows[5] + i];
      float nearEven = Math.fma(d2, -2, d4);
      float nearOdd = Math.fma(d1, -2, d3);
      float farEven = Math.fma(d2, -0.5f, d4);
      float farOdd = Math.fma(d1, -0.5f, d3);
      lines[0][to + i] = outer(d0, d2, d4);
      lines[1][to + i] = Math.fma(nearOdd, NEAR, nearEven);
      lines[2][to + i] = Math.fma(nearOdd, -NEAR, nearEven);
      lines[3][to + i] = Math.fma(farOdd, FAR, farEven);
      lines[4][to + i] = Math.fma(farOdd, -FAR, farEven);
      lines[5][to + i] = outer(d1, d3, d5);
    }
  }

  @Override
  public void inputColumns(float[] line, Grid grid, MemorySegment to, long at, long step) {
    for (int i = 0; i < grid.rows() * grid.tiles(); i++) {
      int d = i / grid.tiles() * grid.pitch() + WinogradLoops.TILE * (i % grid.tiles());
      long point = at + (long) i * Float.BYTES;
      float nearEven = Math.fma(line[d + 2], -2, line[d + 4]);
      float nearOdd = Math.fma(line[d + 1], -2, line[d + 3]);
      float farEven = Math.fma(line[d + 2], -0.5f, line[d + 4]);
      float farOdd = Math.fma(line[d + 1], -0.5f, line[d + 3]);
      to.set(JAVA_FLOAT_UNALIGNED, point, outer(line[d], line[d + 2], line[d + 4]));
      to.set(JAVA_FLOAT_UNALIGNED, point + step, Math.fma(nearOdd, NEAR, nearEven));
      to.set(JAVA_FLOAT_UNALIGNED, point + 2 * step, Math.fma(nearOdd, -NEAR, nearEven));
      to.set(JAVA_FLOAT_UNALIGNED, point + 3 * step, Math.fma(farOdd, FAR, farEven));
      to.set(JAVA_FLOAT_UNALIGNED, point + 4 * step, Math.fma(farOdd, -FAR, farEven));
      to.set(JAVA_FLOAT_UNALIGNED, point + 5 * step, outer(line[d + 1], line[d + 3], line[d + 5]));
    }
  }

  @Override
  public void outputRows(
      MemorySegment from, long at, long step, int count, float[][] parts, int column) {
    for (int i = 0; i < count; i++) {
      long point = at + (long) i * Float.BYTES;
      float m1 = from.get(JAVA_FLOAT_UNALIGNED, point + step);
      float m2 = from.get(JAVA_FLOAT_UNALIGNED, point + 2 * step);
      float m3 = from.get(JAVA_FLOAT_UNALIGNED, point + 3 * step);
      float m4 = from.get(JAVA_FLOAT_UNALIGNED, point + 4 * step);
      float near = m1 + m2;
      float nearOdd = m1 - m2;
      float far = m3 + m4;
      float farOdd = m3 - m4;
      float last = from.get(JAVA_FLOAT_UNALIGNED, point + 5 * step);
      parts[column][i] = from.get(JAVA_FLOAT_UNALIGNED, point) + near + far;
      parts[WinogradLoops.SIDE + column][i] = Math.fma(farOdd, 2, nearOdd) * NEAR;
      parts[2 * WinogradLoops.SIDE + column][i] = Math.fma(far, 2, 0.5f * near);
      parts[3 * WinogradLoops.SIDE + column][i] =
          Math.fma(Math.fma(farOdd, 4, 0.5f * nearOdd), NEAR, last);
    }
  }

  @Override
  public void outputColumns(
      float[][] parts, int row, int at, int tiles, float more, float[] outputs, int to) {
    int first = row * WinogradLoops.SIDE;
    for (int i = 0; i < tiles; i++) {
      float near = parts[first + 1][at + i] + parts[first + 2][at + i];
      float nearOdd = parts[first + 1][at + i] - parts[first + 2][at + i];
      float far = parts[first + 3][at + i] + parts[first + 4][at + i];
      float farOdd = parts[first + 3][at + i] - parts[first + 4][at + i];
      int out = to + WinogradLoops.TILE * i;
      outputs[out] = parts[first][at + i] + near + far + more;
      outputs[out + 1] = Math.fma(farOdd, 2, nearOdd) * NEAR + more;
      outputs[out + 2] = Math.fma(far, 2, 0.5f * near) + more;
      float last = parts[first + 5][at + i];
      outputs[out + 3] = Math.fma(Math.fma(farOdd, 4, 0.5f * nearOdd), NEAR, last) + more;
    }
  }

  @Override
  public void gradientRows(float[] plane, int[] rows, int count, float[][] lines, int to) {
    for (int i = 0; i < count; i++) {
      float d0 = plane[rows[0] + i];
      float d1 = plane[rows[1] + i];
      float d2 = plane[rows[2] + i];
      float d3 = plane[rows[3] + i];
      float nearEven = Math.fma(d2, 0.5f, d0);
      float nearOdd = Math.fma(d3, 0.5f, d1);
      float farEven = Math.fma(d2, 2, d0);
      float farOdd = Math.fma(d3, 2, d1);
      lines[0][to + i] = d0;
      lines[1][to + i] = Math.fma(nearOdd, NEAR, nearEven);
      lines[2][to + i] = Math.fma(nearOdd, -NEAR, nearEven);
      lines[3][to + i] = Math.fma(farOdd, FAR, farEven);
      lines[4][to + i] = Math.fma(farOdd, -FAR, farEven);
      lines[5][to + i] = d3;
    }
  }

  @Override
  public void gradientColumns(float[] line, Grid grid, MemorySegment to, long at, long step) {
    for (int i = 0; i < grid.rows() * grid.tiles(); i++) {
      int d = i / grid.tiles() * grid.pitch() + WinogradLoops.TILE * (i % grid.tiles());
      long point = at + (long) i * Float.BYTES;
      float nearEven = Math.fma(line[d + 2], 0.5f, line[d]);
      float nearOdd = Math.fma(line[d + 3], 0.5f, line[d + 1]);
      float farEven = Math.fma(line[d + 2], 2, line[d]);
      float farOdd = Math.fma(line[d + 3], 2, line[d + 1]);
      to.set(JAVA_FLOAT_UNALIGNED, point, line[d]);
      to.set(JAVA_FLOAT_UNALIGNED, point + step, Math.fma(nearOdd, NEAR, nearEven));
      to.set(JAVA_FLOAT_UNALIGNED, point + 2 * step, Math.fma(nearOdd, -NEAR, nearEven));
      to.set(JAVA_FLOAT_UNALIGNED, point + 3 * step, Math.fma(farOdd, FAR, farEven));
      to.set(JAVA_FLOAT_UNALIGNED, point + 4 * step, Math.fma(farOdd, -FAR, farEven));
      to.set(JAVA_FLOAT_UNALIGNED, point + 5 * step, line[d + 3]);
    }
  }
}
