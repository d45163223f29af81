package dev.narae.cpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.narae.DType;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The position of the largest or smallest element along an axis. */
final class ArgReduce {
  private static final long GRAIN = 1 << 14;

  private final boolean largest;
  private final View input;
  private final MemorySegment values;
  private final long extent;
  private final long stride;

  private ArgReduce(boolean largest, View input, int axis) {
    this.largest = largest;
    this.input = input;
    this.values = CpuBuffer.of(input);
    this.extent = input.shape().dim(axis);
    this.stride = input.layout().stride(axis);
  }

  static void run(Parallel parallel, boolean largest, View input, int axis, View out) {
    ArgReduce job = new ArgReduce(largest, input, axis);
    Layout starts = Layout.of(out.shape(), input.layout().strides(), input.layout().offset());
    RowWalk walk = new RowWalk(out.shape(), List.of(starts, out.layout()));
    MemorySegment result = CpuBuffer.of(out);
    long grain = GRAIN / Math.max(1, walk.width() * job.extent);
    parallel.range(
        walk.rows(),
        grain,
        (from, to) ->
            walk.visit(
                from,
                to,
                at -> {
                  for (long i = 0; i < walk.width(); i++) {
                    long found = job.find(at[0] + i * walk.step(0));
                    result.set(JAVA_LONG_UNALIGNED, (at[1] + i * walk.step(1)) * Long.BYTES, found);
                  }
                }));
  }

  private long find(long start) {
    return switch (input.dtype()) {
      case F16, BF16, F32 -> findFloat(start);
      case F64 -> findDouble(start);
      default -> findInteger(start);
    };
  }

  private long findFloat(long start) {
    float best = single(start);
    long found = 0;
    // Nothing beats a NaN, so the first one found stays.
    for (long i = 1; i < extent && !Float.isNaN(best); i++) {
      float value = single(start + i * stride);
      if (Float.isNaN(value) || (largest ? value > best : value < best)) {
        best = value;
        found = i;
      }
    }
    return found;
  }

  private float single(long position) {
    return input.dtype() == DType.F32
        ? values.get(JAVA_FLOAT_UNALIGNED, position * Float.BYTES)
        : Cells.half(values, input.dtype(), position * Short.BYTES);
  }

  private long findDouble(long start) {
    double best = values.get(JAVA_DOUBLE_UNALIGNED, start * Double.BYTES);
    long found = 0;
    for (long i = 1; i < extent && !Double.isNaN(best); i++) {
      double value = values.get(JAVA_DOUBLE_UNALIGNED, (start + i * stride) * Double.BYTES);
      if (Double.isNaN(value) || (largest ? value > best : value < best)) {
        best = value;
        found = i;
      }
    }
    return found;
  }

  private long findInteger(long start) {
    long best = integer(start);
    long found = 0;
    for (long i = 1; i < extent; i++) {
      long value = integer(start + i * stride);
      if (largest ? value > best : value < best) {
        best = value;
        found = i;
      }
    }
    return found;
  }

  private long integer(long position) {
    return switch (input.dtype()) {
      case I8 -> values.get(JAVA_BYTE, position);
      case I16 -> values.get(JAVA_SHORT_UNALIGNED, position * Short.BYTES);
      case I32 -> values.get(JAVA_INT_UNALIGNED, position * Integer.BYTES);
      case I64 -> values.get(JAVA_LONG_UNALIGNED, position * Long.BYTES);
      default -> Byte.toUnsignedInt(values.get(JAVA_BYTE, position));
    };
  }
}
