package dev.narae.cpu;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** out[…, i, …] = input[…, index[…, i, …], …] along an axis. */
final class Gather {
  private static final long GRAIN = 1 << 14;

  private final RowWalk walk;
  private final MemorySegment from;
  private final MemorySegment indices;
  private final MemorySegment to;
  private final long axisStride;
  private final int bytes;

  private Gather(View input, int axis, View index, View out) {
    Layout source = Axes.fixed(input.layout(), axis, out.shape());
    this.walk = new RowWalk(out.shape(), List.of(out.layout(), index.layout(), source));
    this.from = CpuBuffer.of(input);
    this.indices = CpuBuffer.of(index);
    this.to = CpuBuffer.of(out);
    this.axisStride = input.layout().stride(axis);
    this.bytes = out.dtype().bytes();
  }

  static void run(Parallel parallel, View input, int axis, View index, View out) {
    Gather gather = new Gather(input, axis, index, out);
    long grain = GRAIN / Math.max(1, gather.walk.width());
    parallel.range(gather.walk.rows(), grain, (a, b) -> gather.walk.visit(a, b, gather::row));
  }

  private void row(long[] at) {
    long width = walk.width();
    long toStep = walk.step(0);
    long indexStep = walk.step(1);
    long fromStep = walk.step(2);
    if (indexStep == 0) {
      long start = at[2] + index(at[1]) * axisStride;
      Cells.copy(from, start, fromStep, to, at[0], toStep, width, bytes);
      return;
    }
    if (bytes == Integer.BYTES) {
      words(at);
      return;
    }
    for (long i = 0; i < width; i++) {
      long position = at[2] + i * fromStep + index(at[1] + i * indexStep) * axisStride;
      Cells.copy(from, position, 0, to, at[0] + i * toStep, 0, 1, bytes);
    }
  }

  /** The most frequent size of elements, one by one. */
  private void words(long[] at) {
    MemorySegment source = from;
    MemorySegment where = indices;
    MemorySegment target = to;
    long toStart = at[0] * Integer.BYTES;
    long indexStart = at[1] * Long.BYTES;
    long fromStart = at[2] * Integer.BYTES;
    long toStep = walk.step(0) * Integer.BYTES;
    long indexStep = walk.step(1) * Long.BYTES;
    long fromStep = walk.step(2) * Integer.BYTES;
    long stride = axisStride * Integer.BYTES;
    int width = Math.toIntExact(walk.width());
    for (int i = 0; i < width; i++) {
      long k = where.get(JAVA_LONG_UNALIGNED, indexStart + i * indexStep);
      int element = source.get(JAVA_INT_UNALIGNED, fromStart + i * fromStep + k * stride);
      target.set(JAVA_INT_UNALIGNED, toStart + i * toStep, element);
    }
  }

  private long index(long position) {
    return indices.get(JAVA_LONG_UNALIGNED, position * Long.BYTES);
  }
}
