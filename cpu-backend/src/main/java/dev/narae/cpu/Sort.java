package dev.narae.cpu;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Supplier;

/**
 * The elements of lines in order. Each element becomes a whole number of the same order, its key;
 * keys are sorted with their positions, and the elements fetched from there. Threads share the
 * lines.
 */
final class Sort {
  private static final long GRAIN = 1 << 12;

  private final View input;
  private final SortKeys keys;
  private final boolean descending;
  private final long extent;
  private final long stride;
  private final MemorySegment values;
  private final long valueStride;
  private final MemorySegment positions;
  private final long positionStride;

  private Sort(View input, int axis, boolean descending, View values, View positions) {
    this.input = input;
    this.keys = new SortKeys(input);
    this.descending = descending;
    this.extent = input.shape().dim(axis);
    this.stride = input.layout().stride(axis);
    this.values = CpuBuffer.of(values);
    this.valueStride = values.layout().stride(axis);
    this.positions = CpuBuffer.of(positions);
    this.positionStride = positions.layout().stride(axis);
  }

  static void run(
      Parallel parallel,
      Supplier<Scratch> memory,
      View input,
      int axis,
      boolean descending,
      View values,
      View positions) {
    if (input.shape().size() == 0) {
      return;
    }
    Sort sort = new Sort(input, axis, descending, values, positions);
    Shape lines = input.shape().with(axis, 1);
    RowWalk walk =
        new RowWalk(
            lines, List.of(starts(input, lines), starts(values, lines), starts(positions, lines)));
    parallel.range(
        walk.rows() * walk.width(),
        GRAIN / sort.extent,
        (first, last) -> {
          try (Scratch scratch = memory.get()) {
            sort.lines(walk, first, last, new RadixOrder(sort.extent, sort.keys.bytes(), scratch));
          }
        });
  }

  private static Layout starts(View view, Shape lines) {
    return Layout.of(lines, view.layout().strides(), view.layout().offset());
  }

  /** Does the lines from {@code first} to before {@code last}, counted over all rows of lines. */
  private void lines(RowWalk walk, long first, long last, RadixOrder order) {
    long width = walk.width();
    long[] row = {first / width};
    walk.visit(
        row[0],
        (last - 1) / width + 1,
        at -> {
          long begin = Math.max(first - row[0] * width, 0);
          long end = Math.min(last - row[0] * width, width);
          row[0]++;
          for (long i = begin; i < end; i++) {
            long start = at[0] + i * walk.step(0);
            line(start, at[1] + i * walk.step(1), at[2] + i * walk.step(2), order);
          }
        });
  }

  private void line(long start, long valueStart, long positionStart, RadixOrder order) {
    for (long i = 0; i < extent; i++) {
      long key = keys.key(start + i * stride);
      order.key(i, descending ? ~key : key);
    }
    order.sort();
    MemorySegment from = CpuBuffer.of(input);
    int bytes = input.dtype().bytes();
    for (long i = 0; i < extent; i++) {
      long position = order.position(i);
      long target = (positionStart + i * positionStride) * Long.BYTES;
      positions.set(JAVA_LONG_UNALIGNED, target, position);
      long source = start + position * stride;
      Cells.copy(from, source, 0, values, valueStart + i * valueStride, 0, 1, bytes);
    }
  }
}
