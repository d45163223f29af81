package dev.narae.cpu;

import java.lang.foreign.MemorySegment;

/**
 * The product in plain loops over arrays, which the compiler vectorises by itself: for integers,
 * for a JVM without the Vector API, and until the vector kernels are compiled.
 *
 * @param <T> the array type of the elements
 */
abstract class GemmScalar<T> implements GemmEngine {

  /** Columns worked on at a time; with {@link #SLAB} rows the panel lies in the second cache. */
  private static final int WIDTH = 256;

  private final GemmPool<Scratch<T>> scratch =
      new GemmPool<>(
          () -> new Scratch<>(arrays(SLAB, WIDTH), arrays(1, SLAB)[0], arrays(1, WIDTH)[0]));

  /** Arrays of one worker: a panel of B, an array a row; a row of A; a row of sums. */
  private static final class Scratch<T> {
    final T[] panel;
    final T row;
    final T sums;

    Scratch(T[] panel, T row, T sums) {
      this.panel = panel;
      this.row = row;
      this.sums = sums;
    }
  }

  @Override
  public final void slab(GemmProblem problem, GemmBlock block, long from, int depth, boolean add) {
    Scratch<T> work = scratch.acquire();
    for (int column = 0; column < block.columns(); column += WIDTH) {
      int width = Math.min(WIDTH, block.columns() - column);
      long first = block.column() + column;
      loadPanel(problem.b(), block.batch(), from, depth, first, width, work.panel);
      for (int i = 0; i < block.rows(); i++) {
        row(problem, block.batch(), block.row() + i, from, depth, first, width, work, add);
      }
    }
    scratch.release(work);
  }

  private void loadPanel(
      GemmMatrix b, long batch, long from, int depth, long column, int width, T[] panel) {
    GemmTable table = b.table();
    if (table != null) {
      loadScattered(b, table, b.at(batch, from, column), from, depth, column, width, panel);
      return;
    }
    for (int p = 0; p < depth; p++) {
      load(b.segment(), b.at(batch, from + p, column), b.columnStride(), panel[p], width);
    }
  }

  private void loadScattered(
      GemmMatrix b,
      GemmTable table,
      long first,
      long from,
      int depth,
      long column,
      int width,
      T[] panel) {
    long[] columns = new long[width];
    for (int j = 0; j < width; j++) {
      columns[j] = table.column(column + j) - table.column(column);
    }
    for (int p = 0; p < depth; p++) {
      long at = first + table.row(from + p) - table.row(from);
      gather(b.segment(), at, columns, panel[p], width);
    }
  }

  private void row(
      GemmProblem problem,
      long batch,
      long row,
      long from,
      int depth,
      long column,
      int width,
      Scratch<T> work,
      boolean add) {
    GemmMatrix a = problem.a();
    GemmMatrix c = problem.c();
    if (depth > 0) {
      // Rows of nothing begin outside the memory.
      load(a.segment(), a.at(batch, row, from), a.columnStride(), work.row, depth);
    }
    sums(work.row, work.panel, depth, width, work.sums);
    store(work.sums, width, c.segment(), c.at(batch, row, column), c.columnStride(), add);
  }

  abstract T[] arrays(int count, int length);

  /** Copies {@code count} elements from a segment, strided, to the start of an array. */
  abstract void load(MemorySegment from, long at, long stride, T to, int count);

  /** Copies elements whose offsets are given to the start of an array. */
  abstract void gather(MemorySegment from, long at, long[] offsets, T to, int count);

  /** Sets {@code sums[j]} to the sum over p of {@code row[p] * panel[p][j]}. */
  abstract void sums(T row, T[] panel, int depth, int width, T sums);

  /** Writes or adds {@code count} sums to a segment, strided. */
  abstract void store(T sums, int count, MemorySegment to, long at, long stride, boolean add);
}
