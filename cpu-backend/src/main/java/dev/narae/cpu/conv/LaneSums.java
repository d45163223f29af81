package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.DType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the lanes of vectors, by halves. The arrays it works in serve one thread for many sums.
 */
abstract sealed class LaneSums {
  /** Sums at a time. */
  private static final int BLOCK = 32;

  final int lanes;
  final int step;

  private LaneSums(int lanes, int step) {
    this.lanes = lanes;
    this.step = step;
  }

  /**
   * Room to work in.
   *
   * @param lanes elements of a vector
   * @param step elements from a sum's vector to that of the next
   * @param loops that do the same for F32; null where there are none, or not yet
   */
  static LaneSums of(DType dtype, int lanes, int step, @Nullable LaneLoops loops) {
    return dtype == DType.F32 ? new OfFloats(lanes, step, loops) : new OfDoubles(lanes, step);
  }

  /** Adds up {@code count} sums; positions count elements. */
  void join(MemorySegment sums, long at, MemorySegment to, long toAt, int count) {
    for (int i = 0; i < count; i += BLOCK) {
      joinBlock(sums, at + (long) i * step, to, toAt + i, Math.min(BLOCK, count - i));
    }
  }

  abstract void joinBlock(MemorySegment sums, long at, MemorySegment to, long toAt, int count);

  /** Elements from the first sum's vector to the end of the last one's. */
  final int span(int count) {
    return (count - 1) * step + lanes;
  }

  /** Sums of F32. */
  private static final class OfFloats extends LaneSums {
    private final @Nullable LaneLoops loops;

    /** Where plain loops add up; ten kilobytes that the others do without. */
    private float[] lane = {};

    OfFloats(int lanes, int step, @Nullable LaneLoops loops) {
      super(lanes, step);
      this.loops = loops != null && loops.lanes() == lanes ? loops : null;
    }

    @Override
    void join(MemorySegment sums, long at, MemorySegment to, long toAt, int count) {
      if (loops != null && count >= lanes) {
        long bytes = (long) step * Float.BYTES;
        loops.sums(sums, at * Float.BYTES, bytes, count, to, toAt * Float.BYTES);
      } else {
        super.join(sums, at, to, toAt, count);
      }
    }

    @Override
    void joinBlock(MemorySegment sums, long at, MemorySegment to, long toAt, int count) {
      if (lane.length == 0) {
        lane = new float[span(BLOCK)];
      }
      MemorySegment.copy(sums, JAVA_FLOAT_UNALIGNED, at * Float.BYTES, lane, 0, span(count));
      int from = step;
      for (int half = lanes / 2; half > 0; from = half, half /= 2) {
        for (int i = 0; i < count; i++) {
          for (int l = 0; l < half; l++) {
            lane[i * half + l] = lane[i * from + l] + lane[i * from + half + l];
          }
        }
      }
      MemorySegment.copy(lane, 0, to, JAVA_FLOAT_UNALIGNED, toAt * Float.BYTES, count);
    }
  }

  /** Sums of F64. */
  private static final class OfDoubles extends LaneSums {
    private final double[] lane;

    OfDoubles(int lanes, int step) {
      super(lanes, step);
      lane = new double[span(BLOCK)];
    }

    @Override
    void joinBlock(MemorySegment sums, long at, MemorySegment to, long toAt, int count) {
      MemorySegment.copy(sums, JAVA_DOUBLE_UNALIGNED, at * Double.BYTES, lane, 0, span(count));
      int from = step;
      for (int half = lanes / 2; half > 0; from = half, half /= 2) {
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
