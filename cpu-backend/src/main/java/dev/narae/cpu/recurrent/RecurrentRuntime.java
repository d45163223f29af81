package dev.narae.cpu.recurrent;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.Gemm;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;
import dev.narae.cpu.Parallel;
import dev.narae.cpu.Scratch;
import dev.narae.cpu.kernel.Kernels;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.Layout;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.View;
import java.util.List;
import java.util.function.Supplier;

/**
 * What recurrent layers need of the backend.
 *
 * @param threads how many threads work at once
 * @param parallel runs blocks of work on them
 * @param gemm multiplies matrices
 * @param kernels computes elementwise
 * @param steps the elementwise part of a step
 * @param scratch opens working memory
 */
public record RecurrentRuntime(
    int threads,
    Parallel parallel,
    Gemm gemm,
    Kernels kernels,
    StepLoops steps,
    Supplier<Scratch> scratch) {
  private static final Formula COPY = Formula.of("copy", 1, 0, Expr.arg(0));
  private static final Formula ZERO = Formula.of("zero", 0, 0, Expr.constant(0));
  private static final Formula ADD = Formula.binary("add", (x, y) -> x.add(y));
  private static final long[] NO_SCALARS = {};

  /** What recurrent layers need of a backend. */
  public RecurrentRuntime(
      int threads, Parallel parallel, Gemm gemm, Kernels kernels, Supplier<Scratch> scratch) {
    this(threads, parallel, gemm, kernels, new StepLoops(kernels), scratch);
  }

  void copy(View from, View to) {
    map(COPY, List.of(from), to);
  }

  void clear(View view) {
    map(ZERO, List.of(), view);
  }

  void add(View x, View y, View out) {
    map(ADD, List.of(x, y), out);
  }

  private void map(Formula formula, List<View> inputs, View out) {
    kernels.map(formula.kernel(out.dtype(), out.dtype()), NO_SCALARS, inputs, out);
  }

  /** The sum of all rows of a matrix. */
  void addUp(View rows, View sum) {
    DType dtype = sum.dtype();
    View row = sum.with(sum.layout().broadcastTo(Shape.of(1, sum.shape().dim(0))));
    kernels.reduce(ReduceKind.SUM, COPY.kernel(dtype, dtype), NO_SCALARS, List.of(rows), row);
  }

  /** The view itself if it is dense, else a dense copy. */
  View dense(View view, Scratch memory) {
    if (view.layout().isContiguous()) {
      return view;
    }
    View copy = room(view.dtype(), view.shape(), memory);
    copy(view, copy);
    return copy;
  }

  /** The view itself if it is dense, else dense memory to be copied to it. */
  View target(View view, Scratch memory) {
    return view.layout().isContiguous() ? view : room(view.dtype(), view.shape(), memory);
  }

  /** Copies what was computed to where it belongs, unless it is there. */
  void store(View computed, View view) {
    if (!view.layout().isContiguous()) {
      copy(computed, view);
    }
  }

  /** Dense working memory. */
  View room(DType dtype, Shape shape, Scratch memory) {
    CpuBuffer buffer = memory.buffer(Math.max(1, shape.size()) * dtype.bytes());
    return new View(buffer, dtype, Layout.contiguous(shape));
  }

  /** c = a b, or c += a b, on all threads. */
  void multiply(Extents extents, GemmMatrix a, GemmMatrix b, GemmMatrix c, boolean add) {
    gemm.multiply(extents.problem(a, b, c, add));
  }

  /**
   * The extents of a product.
   *
   * @param rows of a and c
   * @param columns of b and c
   * @param depth columns of a and rows of b
   */
  record Extents(DType dtype, long rows, long columns, long depth) {
    GemmProblem problem(GemmMatrix a, GemmMatrix b, GemmMatrix c, boolean add) {
      return new GemmProblem(dtype, 1, rows, columns, depth, a, b, c, add);
    }
  }
}
