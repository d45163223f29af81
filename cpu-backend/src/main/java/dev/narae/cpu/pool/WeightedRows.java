package dev.narae.cpu.pool;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.Shape;
import dev.narae.cpu.Dense;
import dev.narae.cpu.Parallel;
import dev.narae.cpu.Scratch;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Linear rules along a dimension of F32, as of interpolation, and their gradients. */
public final class WeightedRows {
  /** Elements worth a block of work. */
  private static final long GRAIN = 1 << 14;

  private final SparseRows matrix;
  private final int extent;
  private final int inner;
  private final Dense from;
  private final Dense to;

  private WeightedRows(SparseRows matrix, int extent, int inner, Dense from, Dense to) {
    this.matrix = matrix;
    this.extent = extent;
    this.inner = inner;
    this.from = from;
    this.to = to;
  }

  /**
   * Applies a rule or its gradient; see {@link dev.narae.spi.FusedOp.Taps}.
   *
   * @param gradient whether the matrix is to be transposed
   */
  public static void run(
      Parallel parallel,
      Supplier<Scratch> scratches,
      boolean gradient,
      int axis,
      List<View> inputs,
      View out) {
    if (out.shape().size() == 0) {
      return;
    }
    Shape shape = inputs.getFirst().shape();
    Shape taps = inputs.get(1).shape();
    try (Scratch scratch = scratches.get()) {
      SparseRows rule =
          SparseRows.of(
              Dense.of(inputs.get(1), scratch),
              Dense.of(inputs.get(2), scratch),
              Math.toIntExact(taps.dim(0)),
              Math.toIntExact(taps.dim(1)));
      int outputs = Math.toIntExact(out.shape().dim(axis));
      SparseRows matrix = gradient ? rule.transposed(outputs) : rule;
      long inner = 1;
      for (int d = axis + 1; d < shape.rank(); d++) {
        inner *= shape.dim(d);
      }
      Dense from = Dense.of(inputs.getFirst(), scratch);
      Dense to = Dense.target(out, scratch);
      int extent = Math.toIntExact(shape.dim(axis));
      new WeightedRows(matrix, extent, Math.toIntExact(inner), from, to)
          .run(parallel, out.shape().size() / inner / outputs);
      to.store(out);
    }
  }

  private void run(Parallel parallel, long outer) {
    long size = (long) matrix.rows() * inner;
    parallel.range(
        outer,
        GRAIN / size,
        (first, end) -> {
          for (long i = first; i < end; i++) {
            if (inner == 1) {
              line(i);
            } else {
              plane(i);
            }
          }
        });
  }

  private void line(long index) {
    float[] values = new float[extent];
    float[] sums = new float[matrix.rows()];
    load(index * extent, values);
    for (int r = 0; r < sums.length; r++) {
      float sum = 0;
      for (int e = matrix.start(r); e < matrix.start(r + 1); e++) {
        sum += matrix.weight(e) * values[matrix.column(e)];
      }
      sums[r] = sum;
    }
    store(sums, index * sums.length);
  }

  private void plane(long index) {
    float[] values = new float[inner];
    float[] sums = new float[inner];
    for (int r = 0; r < matrix.rows(); r++) {
      Arrays.fill(sums, 0);
      for (int e = matrix.start(r); e < matrix.start(r + 1); e++) {
        load((index * extent + matrix.column(e)) * inner, values);
        add(matrix.weight(e), values, sums);
      }
      store(sums, (index * matrix.rows() + r) * inner);
    }
  }

  private static void add(float factor, float[] values, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += factor * values[i];
    }
  }

  private void load(long at, float[] values) {
    MemorySegment.copy(
        from.memory(),
        JAVA_FLOAT_UNALIGNED,
        (from.at() + at) * Float.BYTES,
        values,
        0,
        values.length);
  }

  private void store(float[] values, long at) {
    MemorySegment.copy(
        values, 0, to.memory(), JAVA_FLOAT_UNALIGNED, (to.at() + at) * Float.BYTES, values.length);
  }
}
