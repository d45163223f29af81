package dev.narae.cpu;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.cpu.kernel.ElementLoop;
import dev.narae.cpu.kernel.Kernels;
import dev.narae.cpu.kernel.RowKernel;
import dev.narae.expr.Expr;
import dev.narae.spi.Layout;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Whole rows added where an index says, as in the gradient of an embedding. The rows are sorted
 * into blocks by their place, in row-major order, so that rows which meet are added in that order.
 */
final class ScatterRows {
  /** Elements worth a block. */
  private static final long GRAIN = 1 << 16;

  private static final int MOST_BLOCKS = 16;

  /** Rows whose places are looked up together. */
  private static final int LOOKUPS = 1 << 12;

  /** Shorter rows are not worth being sorted. */
  private static final int SHORTEST = 16;

  private static final long[] NO_SCALARS = {};

  private static final RowKernel ADD =
      RowKernel.of("addRows", DType.F32, 2, 0, RowKernel.Output.each(Expr.arg(0).add(Expr.arg(1))));

  private final Parallel parallel;
  private final ElementLoop loop;
  private final MemorySegment index;
  private final MemorySegment from;
  private final MemorySegment to;
  private final RowWalk walk;
  private final long axisStride;
  private final long places;
  private final int blocks;
  private final int rows;

  /** Where each row lies, where it is added, and in which block. */
  private final long[] sources;

  private final long[] targets;
  private final byte[] block;

  private ScatterRows(
      Parallel parallel,
      ElementLoop loop,
      View index,
      View source,
      RowWalk walk,
      View out,
      int axis) {
    this.parallel = parallel;
    this.loop = loop;
    this.index = CpuBuffer.of(index);
    this.from = CpuBuffer.of(source);
    this.to = CpuBuffer.of(out);
    this.walk = walk;
    this.axisStride = out.layout().stride(axis);
    this.places = out.shape().dim(axis);
    this.blocks = (int) Math.clamp(source.shape().size() / GRAIN, 1, Math.min(MOST_BLOCKS, places));
    this.rows = (int) walk.rows();
    this.sources = new long[rows];
    this.targets = new long[rows];
    this.block = new byte[rows];
  }

  /** Adds the rows if they are such; false, and nothing done, otherwise. */
  static boolean tryRun(
      Parallel parallel,
      Kernels kernels,
      ScatterKind kind,
      View index,
      View source,
      int axis,
      View out) {
    Shape shape = source.shape();
    if (kind != ScatterKind.SUM || out.dtype() != DType.F32 || shape.size() == 0) {
      return false;
    }
    Layout target = Axes.fixed(out.layout(), axis, shape);
    RowWalk walk = new RowWalk(shape, List.of(source.layout(), index.layout(), target));
    boolean dense = walk.step(0) == 1 && walk.step(1) == 0 && walk.step(2) == 1;
    if (!dense || walk.width() < SHORTEST || walk.width() > Integer.MAX_VALUE) {
      return false;
    }
    if (walk.rows() > Integer.MAX_VALUE / Long.BYTES) {
      return false;
    }
    new ScatterRows(parallel, kernels.rows(ADD), index, source, walk, out, axis).run();
    return true;
  }

  private void run() {
    parallel.range(rows, LOOKUPS, this::lookUp);
    int[] ends = ends();
    int[] order = order(ends.clone());
    parallel.run(blocks, b -> add(order, b == 0 ? 0 : ends[b - 1], ends[b]));
  }

  private void lookUp(long first, long end) {
    int[] row = {(int) first};
    walk.visit(
        first,
        end,
        at -> {
          long place = index.get(JAVA_LONG_UNALIGNED, at[1] * Long.BYTES);
          int i = row[0]++;
          sources[i] = at[0];
          targets[i] = at[2] + place * axisStride;
          block[i] = (byte) (place * blocks / places);
        });
  }

  /** Where the rows of each block end when rows are ordered by block. */
  private int[] ends() {
    int[] ends = new int[blocks];
    for (int i = 0; i < rows; i++) {
      ends[block[i]]++;
    }
    for (int b = 1; b < blocks; b++) {
      ends[b] += ends[b - 1];
    }
    return ends;
  }

  /** The rows ordered by block, those of a block as they were. */
  private int[] order(int[] ends) {
    int[] order = new int[rows];
    for (int i = rows - 1; i >= 0; i--) {
      order[--ends[block[i]]] = i;
    }
    return order;
  }

  /**
   * The compiled loop reads both rows at once and has the next one's under way before it is done:
   * rows lie anywhere in memory, so what counts is how many reads are.
   */
  private void add(int[] order, int first, int end) {
    MemorySegment[] segments = {from, to, to};
    long[] columnSteps = {Float.BYTES, Float.BYTES, Float.BYTES, 1};
    long[] starts = new long[columnSteps.length];
    int width = Math.toIntExact(walk.width());
    for (int i = first; i < end; i++) {
      starts[0] = sources[order[i]] * Float.BYTES;
      starts[1] = targets[order[i]] * Float.BYTES;
      starts[2] = starts[1];
      loop.run(segments, starts, columnSteps, columnSteps, width, 1, NO_SCALARS);
    }
  }
}
