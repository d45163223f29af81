package dev.narae.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Whole rows added where an index says, as in the gradient of an embedding. Each block has a range
 * of places and goes through all rows, so that rows which meet are added in row-major order.
 */
final class ScatterRows {
  /** Elements worth a block that looks at all indices. */
  private static final long GRAIN = 1 << 16;

  private static final int MOST_BLOCKS = 16;

  /** Shorter rows are not worth a look at all indices in each block. */
  private static final int SHORTEST = 16;

  private final MemorySegment index;
  private final MemorySegment from;
  private final MemorySegment to;
  private final RowWalk walk;
  private final long width;
  private final long axisStride;

  private ScatterRows(View index, View source, RowWalk walk, View out, int axis) {
    this.index = CpuBuffer.of(index);
    this.from = CpuBuffer.of(source);
    this.to = CpuBuffer.of(out);
    this.walk = walk;
    this.width = walk.width();
    this.axisStride = out.layout().stride(axis);
  }

  /** Adds the rows if they are such; false, and nothing done, otherwise. */
  static boolean tryRun(
      Parallel parallel, ScatterKind kind, View index, View source, int axis, View out) {
    Shape shape = source.shape();
    if (kind != ScatterKind.SUM || out.dtype() != DType.F32 || shape.size() == 0) {
      return false;
    }
    Layout target = Axes.fixed(out.layout(), axis, shape);
    RowWalk walk = new RowWalk(shape, List.of(source.layout(), index.layout(), target));
    boolean rows = walk.step(0) == 1 && walk.step(1) == 0 && walk.step(2) == 1;
    if (!rows || walk.width() < SHORTEST) {
      return false;
    }
    ScatterRows job = new ScatterRows(index, source, walk, out, axis);
    long places = out.shape().dim(axis);
    int blocks = (int) Math.clamp(shape.size() / GRAIN, 1, Math.min(MOST_BLOCKS, places));
    parallel.run(blocks, i -> job.addTo(places * i / blocks, places * (i + 1) / blocks));
    return true;
  }

  /** Adds the rows whose place is in a range. */
  private void addTo(long first, long end) {
    walk.visit(
        0,
        walk.rows(),
        at -> {
          long place = index.get(JAVA_LONG_UNALIGNED, at[1] * Long.BYTES);
          if (place >= first && place < end) {
            add(at[0] * Float.BYTES, (at[2] + place * axisStride) * Float.BYTES);
          }
        });
  }

  private void add(long fromByte, long toByte) {
    MemorySegment source = from;
    MemorySegment target = to;
    int bytes = (int) width * Float.BYTES;
    for (int i = 0; i < bytes; i += Float.BYTES) {
      float sum =
          target.get(JAVA_FLOAT_UNALIGNED, toByte + i)
              + source.get(JAVA_FLOAT_UNALIGNED, fromByte + i);
      target.set(JAVA_FLOAT_UNALIGNED, toByte + i, sum);
    }
  }
}
