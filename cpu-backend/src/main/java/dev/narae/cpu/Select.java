package dev.narae.cpu;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Where the first few elements of each line in order are; threads share the lines. */
final class Select {
  /** Elements that a thread takes at a time. */
  private static final long GRAIN = 1 << 14;

  /** With more elements than one in so many, sorting is not much slower. */
  private static final long FEW = 16;

  private static final long MOST = 1 << 16;

  private final SortKeys keys;
  private final boolean descending;
  private final long extent;
  private final long stride;
  private final MemorySegment positions;
  private final long positionStride;
  private final int count;

  private Select(View input, int axis, boolean descending, View positions) {
    this.keys = new SortKeys(input);
    this.descending = descending;
    this.extent = input.shape().dim(axis);
    this.stride = input.layout().stride(axis);
    this.positions = CpuBuffer.of(positions);
    this.positionStride = positions.layout().stride(axis);
    this.count = (int) positions.shape().dim(axis);
  }

  /** False if nothing was done, because sorting is as good. */
  static boolean tryRun(
      Parallel parallel, View input, int axis, boolean descending, View positions) {
    long count = positions.shape().dim(axis);
    long extent = input.shape().dim(axis);
    if (count < 1 || count > MOST || count > extent / FEW || input.shape().size() == 0) {
      return false;
    }
    Select select = new Select(input, axis, descending, positions);
    Shape lines = input.shape().with(axis, 1);
    RowWalk walk = new RowWalk(lines, List.of(starts(input, lines), starts(positions, lines)));
    long width = walk.width();
    parallel.range(
        walk.rows() * width,
        Math.max(1, GRAIN / extent),
        (first, last) -> select.lines(walk, first, last));
    return true;
  }

  private static Layout starts(View view, Shape lines) {
    return Layout.of(lines, view.layout().strides(), view.layout().offset());
  }

  /** Does the lines from {@code first} to before {@code last}, counted over all rows of lines. */
  private void lines(RowWalk walk, long first, long last) {
    SmallestKeys smallest = new SmallestKeys(count);
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
            line(at[0] + i * walk.step(0), at[1] + i * walk.step(1), smallest);
          }
        });
  }

  private void line(long start, long positionStart, SmallestKeys smallest) {
    smallest.clear();
    for (long i = 0; i < extent; i++) {
      smallest.offer(keys.signed(start + i * stride, descending), i);
    }
    for (long i = count - 1L; i >= 0; i--) {
      long target = (positionStart + i * positionStride) * Long.BYTES;
      positions.set(JAVA_LONG_UNALIGNED, target, smallest.removeLargest());
    }
  }
}
