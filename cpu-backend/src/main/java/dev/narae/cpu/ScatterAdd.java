package dev.narae.cpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * out[…, index[…, i, …], …] += source[…, i, …] along an axis. Threads share the work across another
 * axis, so every element of out is added to in row-major order of the source.
 */
final class ScatterAdd {
  private static final long GRAIN = 1 << 12;

  private final View index;
  private final View source;
  private final View out;
  private final int axis;

  private ScatterAdd(View index, View source, int axis, View out) {
    this.index = index;
    this.source = source;
    this.out = out;
    this.axis = axis;
  }

  static void run(Parallel parallel, View index, View source, int axis, View out) {
    ScatterAdd job = new ScatterAdd(index, source, axis, out);
    Shape shape = source.shape();
    int across = Axes.widestOther(shape, axis);
    Layout target = Axes.fixed(out.layout(), axis, shape);
    if (across < 0 || shape.size() == 0) {
      job.add(source.layout(), index.layout(), target);
      return;
    }
    long extent = shape.dim(across);
    parallel.range(
        extent,
        GRAIN * extent / shape.size(),
        (from, to) ->
            job.add(
                Axes.part(source.layout(), across, from, to),
                Axes.part(index.layout(), across, from, to),
                Axes.part(target, across, from, to)));
  }

  private void add(Layout from, Layout indices, Layout to) {
    RowWalk walk = new RowWalk(from.shape(), List.of(from, indices, to));
    MemorySegment index = CpuBuffer.of(this.index);
    Adder adder = new Adder(CpuBuffer.of(source), CpuBuffer.of(out));
    long axisStride = out.layout().stride(axis);
    walk.visit(
        0,
        walk.rows(),
        at -> {
          for (long i = 0; i < walk.width(); i++) {
            long where = index.get(JAVA_LONG_UNALIGNED, (at[1] + i * walk.step(1)) * Long.BYTES);
            adder.add(at[0] + i * walk.step(0), at[2] + i * walk.step(2) + where * axisStride);
          }
        });
  }

  /** Adds one element to another. */
  private final class Adder {
    private final MemorySegment from;
    private final MemorySegment to;

    Adder(MemorySegment from, MemorySegment to) {
      this.from = from;
      this.to = to;
    }

    void add(long fromIndex, long toIndex) {
      int bytes = out.dtype().bytes();
      long a = fromIndex * bytes;
      long b = toIndex * bytes;
      switch (out.dtype()) {
        case F32 ->
            to.set(
                JAVA_FLOAT_UNALIGNED,
                b,
                to.get(JAVA_FLOAT_UNALIGNED, b) + from.get(JAVA_FLOAT_UNALIGNED, a));
        case F64 ->
            to.set(
                JAVA_DOUBLE_UNALIGNED,
                b,
                to.get(JAVA_DOUBLE_UNALIGNED, b) + from.get(JAVA_DOUBLE_UNALIGNED, a));
        case I32 ->
            to.set(
                JAVA_INT_UNALIGNED,
                b,
                to.get(JAVA_INT_UNALIGNED, b) + from.get(JAVA_INT_UNALIGNED, a));
        case I64 ->
            to.set(
                JAVA_LONG_UNALIGNED,
                b,
                to.get(JAVA_LONG_UNALIGNED, b) + from.get(JAVA_LONG_UNALIGNED, a));
        case U8 -> to.set(JAVA_BYTE, b, (byte) (to.get(JAVA_BYTE, b) + from.get(JAVA_BYTE, a)));
        // The sum of truth values is whether one of them is true.
        case BOOL -> to.set(JAVA_BYTE, b, (byte) (to.get(JAVA_BYTE, b) | from.get(JAVA_BYTE, a)));
      }
    }
  }
}
