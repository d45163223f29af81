package dev.narae.cpu.rows;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.Parallel;
import dev.narae.cpu.Scratch;
import dev.narae.cpu.kernel.ElementLoop;
import dev.narae.cpu.kernel.Kernels;
import dev.narae.cpu.kernel.RowKernel;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.Layout;
import dev.narae.spi.Loops;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Runs row kernels over whole tensors: makes rows dense, and spreads chunks of rows. */
public final class Rows {
  private static final Formula COPY = Formula.of("copy", 1, 0, Expr.arg(0));
  private static final Formula ZERO = Formula.of("zero", 0, 0, Expr.constant(0));
  private static final long[] NO_SCALARS = {};

  /** Elements of a chunk, which is worked on step by step while it is in the cache. */
  private static final long CHUNK = 1 << 14;

  /** Elements worth starting a block of work for. */
  static final long GRAIN = 1 << 13;

  /** The most rows of a chunk. */
  private static final int MOST_ROWS = 256;

  private final Parallel parallel;
  private final Kernels kernels;
  private final Supplier<Scratch> scratch;

  /**
   * A runtime.
   *
   * @param scratch opens working memory
   */
  public Rows(Parallel parallel, Kernels kernels, Supplier<Scratch> scratch) {
    this.parallel = parallel;
    this.kernels = kernels;
    this.scratch = scratch;
  }

  /** The loop of a kernel. */
  ElementLoop loop(RowKernel kernel) {
    return kernels.rows(kernel);
  }

  Scratch scratch() {
    return scratch.get();
  }

  /** Memory for one number a row. */
  static RowOperand numbers(Scratch scratch, long rows, DType dtype) {
    return RowOperand.numbers(scratch.take(rows * dtype.bytes()), dtype.bytes());
  }

  /** Memory for the elements of a chunk; may be called by several threads. */
  static RowOperand chunk(Scratch scratch, int columns, DType dtype) {
    long bytes = Math.max(CHUNK, columns) * dtype.bytes();
    long row = (long) columns * dtype.bytes();
    synchronized (scratch) {
      return new RowOperand(scratch.take(bytes), 0, row, dtype.bytes());
    }
  }

  /**
   * Runs work over all rows, some at a time: from a row to before another. Blocks of rows do not
   * depend on the number of threads.
   */
  void forEach(int columns, long count, Parallel.Range work) {
    forEach(columns, count, GRAIN, (from, to) -> chunks(from, to, columns, work));
  }

  /** Runs work over the rows from one to before another, some at a time. */
  static void chunks(long from, long to, int columns, Parallel.Range work) {
    int most = atOnce(columns, 1);
    for (long row = from; row < to; row += most) {
      work.run(row, Math.min(row + most, to));
    }
  }

  /** Runs work over all rows in blocks of {@code grain} elements. */
  void forEach(int columns, long count, long grain, Parallel.Range work) {
    parallel.range(count, grain / columns, work);
  }

  /** Rows that are worked on at a time while so many of these chunks are in the cache. */
  static int atOnce(int columns, int chunks) {
    return (int) Math.clamp(CHUNK / chunks / columns, 1, MOST_ROWS);
  }

  /** Runs blocks that may run in any order and at once. */
  void blocks(int count, Parallel.Body body) {
    parallel.run(count, body);
  }

  /** Runs a loop over rows; operands are those of its kernel, in order. */
  static void call(ElementLoop loop, int rows, int columns, RowOperand... operands) {
    int count = operands.length;
    MemorySegment[] segments = new MemorySegment[count];
    long[] starts = new long[count + 1];
    long[] columnSteps = new long[count + 1];
    long[] rowSteps = new long[count + 1];
    for (int i = 0; i < count; i++) {
      segments[i] = operands[i].memory();
      starts[i] = operands[i].start();
      columnSteps[i] = operands[i].columnStep();
      rowSteps[i] = operands[i].rowStep();
    }
    columnSteps[count] = 1;
    loop.run(segments, starts, columnSteps, rowSteps, columns, rows, NO_SCALARS);
  }

  /** The rows of a view, copied unless they lie at one distance and are dense in themselves. */
  RowOperand input(View view, Scratch scratch) {
    if (isRegular(view.layout())) {
      return regular(view);
    }
    return regular(copy(view, scratch));
  }

  /** A dense copy. */
  View copy(View view, Scratch scratch) {
    View copy = dense(view, scratch);
    kernels.map(COPY.kernel(view.dtype().compute(), view.dtype()), NO_SCALARS, List.of(view), copy);
    return copy;
  }

  /** Whether two views may share elements: whether their memory does. */
  static boolean overlap(View a, View b) {
    return CpuBuffer.of(a).asOverlappingSlice(CpuBuffer.of(b)).isPresent();
  }

  /** A view to compute into: it, or dense memory to be copied from by {@link #store}. */
  View target(View view, Scratch scratch) {
    return isRegular(view.layout()) ? view : dense(view, scratch);
  }

  /** Copies what was computed into a view's place, unless it is there already. */
  void store(View computed, View view) {
    if (!isRegular(view.layout())) {
      kernels.map(
          COPY.kernel(view.dtype().compute(), view.dtype()), NO_SCALARS, List.of(computed), view);
    }
  }

  /** Sets all elements to 0. */
  void clear(View view) {
    kernels.map(ZERO.kernel(view.dtype(), view.dtype()), NO_SCALARS, List.of(), view);
  }

  /** Adds up vectors that follow each other densely in memory. */
  void addUp(MemorySegment vectors, int count, View sum) {
    DType dtype = sum.dtype();
    Shape domain = Shape.of(count, sum.shape().dim(0));
    View all = new View(CpuBuffer.adopted(vectors), dtype, Layout.contiguous(domain));
    View row = sum.with(sum.layout().broadcastTo(Shape.of(1, sum.shape().dim(0))));
    kernels.reduce(ReduceKind.SUM, COPY.kernel(dtype, dtype), NO_SCALARS, List.of(all), row);
  }

  private static View dense(View view, Scratch scratch) {
    CpuBuffer memory = scratch.buffer(view.shape().size() * view.dtype().bytes());
    return new View(memory, view.dtype(), Layout.contiguous(view.shape()));
  }

  /** The rows of a view for which {@link #isRegular} holds. */
  static RowOperand regular(View view) {
    Layout layout = view.layout();
    long bytes = view.dtype().bytes();
    Loops loops = leading(layout);
    long step = loops.extent(0) == 1 ? layout.shape().dim(-1) : loops.stride(0, 0);
    return new RowOperand(CpuBuffer.of(view), layout.offset() * bytes, step * bytes, bytes);
  }

  private static boolean isRegular(Layout layout) {
    int last = layout.shape().rank() - 1;
    return (layout.stride(last) == 1 || layout.shape().dim(last) == 1)
        && leading(layout).depth() == 1;
  }

  /** The loops over all dimensions but the last. */
  private static Loops leading(Layout layout) {
    List<Long> extents = new ArrayList<>();
    for (int i = 0; i < layout.shape().rank() - 1; i++) {
      extents.add(layout.shape().dim(i));
    }
    Shape shape = Shape.of(extents.stream().mapToLong(Long::longValue).toArray());
    long[] strides = java.util.Arrays.copyOf(layout.strides(), extents.size());
    return Loops.of(shape, List.of(Layout.of(shape, strides, layout.offset())));
  }
}
