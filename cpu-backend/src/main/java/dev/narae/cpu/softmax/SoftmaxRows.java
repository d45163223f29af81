package dev.narae.cpu.softmax;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.DType;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.Parallel;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Runs a function over all rows along the last dimension: each row is copied to an array of
 * doubles, computed there, and rounded once when it is stored.
 */
final class SoftmaxRows {
  /** Elements worth starting a block of work for. */
  private static final long GRAIN = 1 << 10;

  private final RowFunction function;
  private final List<View> inputs;
  private final View out;
  private final int width;

  SoftmaxRows(RowFunction function, List<View> inputs, View out) {
    this.function = function;
    this.inputs = inputs;
    this.out = out;
    this.width = Math.toIntExact(out.shape().dim(-1));
  }

  void run(Parallel parallel) {
    parallel.range(
        out.shape().size() / width,
        GRAIN / width,
        (from, to) -> {
          double[] row = new double[width];
          double[] other = new double[width];
          for (long i = from; i < to; i++) {
            load(inputs.getFirst(), i, row);
            load(inputs.getLast(), i, other);
            function.apply(row, other);
            store(row, i);
          }
        });
  }

  /** The position of the first element of row {@code index}. */
  private static long start(Layout layout, long index) {
    long position = layout.offset();
    long rest = index;
    for (int d = layout.shape().rank() - 2; d >= 0; d--) {
      long extent = layout.shape().dim(d);
      position += rest % extent * layout.stride(d);
      rest /= extent;
    }
    return position;
  }

  private void load(View view, long index, double[] row) {
    MemorySegment memory = CpuBuffer.of(view);
    long start = start(view.layout(), index);
    long step = view.layout().stride(view.shape().rank() - 1);
    boolean single = view.dtype() == DType.F32;
    for (int i = 0; i < width; i++) {
      long at = start + i * step;
      row[i] =
          single
              ? memory.get(JAVA_FLOAT_UNALIGNED, at * Float.BYTES)
              : memory.get(JAVA_DOUBLE_UNALIGNED, at * Double.BYTES);
    }
  }

  private void store(double[] row, long index) {
    MemorySegment memory = CpuBuffer.of(out);
    long start = start(out.layout(), index);
    long step = out.layout().stride(out.shape().rank() - 1);
    boolean single = out.dtype() == DType.F32;
    for (int i = 0; i < width; i++) {
      long at = start + i * step;
      if (single) {
        memory.set(JAVA_FLOAT_UNALIGNED, at * Float.BYTES, (float) row[i]);
      } else {
        memory.set(JAVA_DOUBLE_UNALIGNED, at * Double.BYTES, row[i]);
      }
    }
  }
}
