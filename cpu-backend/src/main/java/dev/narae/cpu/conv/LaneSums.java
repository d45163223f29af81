package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.DType;
import java.lang.foreign.MemorySegment;

/**
 * Adds up sums whose parts are the lanes of vectors, as {@link Sums#joinRows} adds up parts. The
 * arrays it works in serve one thread for many sums.
 */
abstract sealed class LaneSums {
  /** Sums at a time. */
  private static final int BLOCK = 32;

  final BatchLanes lanes;
  final int step;
  final long vectors;

  private LaneSums(BatchLanes lanes, int step, long vectors) {
    this.lanes = lanes;
    this.step = step;
    this.vectors = vectors;
  }

  /**
   * Room to work in.
   *
   * @param step elements from a sum's vector to that of the next
   * @param vectors elements from a vector to the one that holds the next parts
   */
  static LaneSums of(DType dtype, BatchLanes lanes, int step, long vectors) {
    return dtype == DType.F32
        ? new OfFloats(lanes, step, vectors)
        : new OfDoubles(lanes, step, vectors);
  }

  /** Adds up {@code count} sums; positions count elements. */
  final void join(MemorySegment sums, long at, MemorySegment to, long toAt, int count) {
    for (int i = 0; i < count; i += BLOCK) {
      joinBlock(sums, at + (long) i * step, to, toAt + i, Math.min(BLOCK, count - i));
    }
  }

  abstract void joinBlock(MemorySegment sums, long at, MemorySegment to, long toAt, int count);

  /** Elements from the first sum's vector to the end of the last one's. */
  final int span(int count) {
    return (count - 1) * step + lanes.lanes();
  }

  /** Sums of F32. */
  private static final class OfFloats extends LaneSums {
    private final float[][] parts;

    OfFloats(BatchLanes lanes, int step, long vectors) {
      super(lanes, step, vectors);
      parts = new float[lanes.groups()][span(BLOCK)];
    }

    @Override
    void joinBlock(MemorySegment sums, long at, MemorySegment to, long toAt, int count) {
      for (int g = 0; g < parts.length; g++) {
        long from = (at + g * vectors) * Float.BYTES;
        MemorySegment.copy(sums, JAVA_FLOAT_UNALIGNED, from, parts[g], 0, span(count));
      }
      Sums.join(parts, span(count));
      float[] lane = parts[0];
      switch (lanes.lanes()) {
        case 16 -> joinSixteen(lane, count);
        case 8 -> joinEight(lane, count);
        default -> joinHalves(lane, count);
      }
      MemorySegment.copy(lane, 0, to, JAVA_FLOAT_UNALIGNED, toAt * Float.BYTES, count);
    }

    private void joinHalves(float[] lane, int count) {
      int from = step;
      for (int half = lanes.lanes() / 2; half > 0; from = half, half /= 2) {
        for (int i = 0; i < count; i++) {
          for (int l = 0; l < half; l++) {
            lane[i * half + l] = lane[i * from + l] + lane[i * from + half + l];
          }
        }
      }
    }

    /** {@link #joinHalves} without inner loops, which are all beginning and end. */
    private void joinSixteen(float[] a, int count) {
      for (int i = 0; i < count; i++) {
        int at = i * step;
        a[i] =
            joined(
                a[at] + a[at + 8],
                a[at + 1] + a[at + 9],
                a[at + 2] + a[at + 10],
                a[at + 3] + a[at + 11],
                a[at + 4] + a[at + 12],
                a[at + 5] + a[at + 13],
                a[at + 6] + a[at + 14],
                a[at + 7] + a[at + 15]);
      }
    }

    private void joinEight(float[] a, int count) {
      for (int i = 0; i < count; i++) {
        int at = i * step;
        a[i] =
            joined(
                a[at], a[at + 1], a[at + 2], a[at + 3], a[at + 4], a[at + 5], a[at + 6], a[at + 7]);
      }
    }

    private static float joined(
        float a, float b, float c, float d, float e, float f, float g, float h) {
      return (a + e + (c + g)) + (b + f + (d + h));
    }
  }

  /** Sums of F64. */
  private static final class OfDoubles extends LaneSums {
    private final double[][] parts;

    OfDoubles(BatchLanes lanes, int step, long vectors) {
      super(lanes, step, vectors);
      parts = new double[lanes.groups()][span(BLOCK)];
    }

    @Override
    void joinBlock(MemorySegment sums, long at, MemorySegment to, long toAt, int count) {
      for (int g = 0; g < parts.length; g++) {
        long from = (at + g * vectors) * Double.BYTES;
        MemorySegment.copy(sums, JAVA_DOUBLE_UNALIGNED, from, parts[g], 0, span(count));
      }
      Sums.join(parts, span(count));
      double[] lane = parts[0];
      int from = step;
      for (int half = lanes.lanes() / 2; half > 0; from = half, half /= 2) {
        for (int i = 0; i < count; i++) {
          for (int l = 0; l < half; l++) {
            lane[i * half + l] = lane[i * from + l] + lane[i * from + half + l];
          }
        }
      }
      MemorySegment.copy(lane, 0, to, JAVA_DOUBLE_UNALIGNED, toAt * Double.BYTES, count);
    }
  }
}
