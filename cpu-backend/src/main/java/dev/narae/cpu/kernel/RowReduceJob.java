package dev.narae.cpu.kernel;

import dev.narae.DType;
import dev.narae.spi.ReduceKind;
import java.lang.foreign.MemorySegment;

/**
 * A reduction along the densest loop, of rows that another loop makes or of a single long one: cut
 * into pieces that compiled code joins, and whose totals are joined in a wider type.
 */
final class RowReduceJob {
  /** Columns that are added up in the kernel's dtype: some {@link RowTotals#SPAN}s. */
  private static final int PIECE = 8192;

  /** Totals that compiled code writes at a time. */
  private static final int MAX_ROWS = 1024;

  /** Half of what a map's block has: the work is the same, but for what is written. */
  private static final long BLOCK_WORK = 1 << 17;

  private static final int ACCESS_COST = 5;

  /** More blocks than any machine has threads would only cost time. */
  private static final int MAX_BLOCKS = 64;

  private final Nest nest;
  private final ElementLoop loop;
  private final DType compute;
  private final ReduceKind kind;
  private final long[] scalars;
  private final LocalMemory strips;
  private final MemorySegment[] segments;
  private final int out;
  private final int columnLoop;
  private final long columns;

  /** The loop over rows; -1 if there is a single row. */
  private final int rowLoop;

  private final long rows;
  private final Totals[] parts;

  RowReduceJob(
      Nest nest,
      KernelForm form,
      DType compute,
      ReduceKind kind,
      long[] scalars,
      LocalMemory strips) {
    this.nest = nest;
    this.loop = form.loop();
    this.compute = compute;
    this.kind = kind;
    this.scalars = scalars;
    this.strips = strips;
    this.segments = nest.segments();
    this.out = nest.operands() - 1;
    this.columnLoop = nest.columnLoop();
    this.columns = nest.extent(columnLoop);
    this.rowLoop = nest.depth() == 1 ? -1 : 1 - columnLoop;
    this.rows = rowLoop < 0 ? -Math.floorDiv(-columns, PIECE) : nest.extent(rowLoop);
    long rowWork = Math.min(columns, rowLoop < 0 ? PIECE : columns) * (form.cost() + ACCESS_COST);
    long blocks = Math.clamp(rows * rowWork / BLOCK_WORK, 1, Math.min(rows, MAX_BLOCKS));
    this.parts = new Totals[(int) blocks];
  }

  /** Whether a reduction has such a form: one loop, or two of which the other is kept. */
  static boolean suits(Nest nest) {
    int out = nest.operands() - 1;
    int column = nest.columnLoop();
    return nest.steps(column)[out] == 0
        && nest.extent(column) > 1
        && (nest.depth() == 1 || (nest.depth() == 2 && nest.steps(1 - column)[out] != 0));
  }

  /** The number of blocks, which may run in any order and at once. */
  int blocks() {
    return parts.length;
  }

  /** Runs one block. */
  void run(int block) {
    long from = rows * block / parts.length;
    long to = rows * (block + 1) / parts.length;
    if (rowLoop < 0) {
      parts[block] = pieces(from, to);
    } else {
      for (long row = from; row < to; row += MAX_ROWS) {
        rows(row, (int) Math.min(MAX_ROWS, to - row));
      }
    }
  }

  /** Joins and writes what the parts of a single row gave. */
  void finish() {
    if (rowLoop < 0) {
      for (int i = 1; i < parts.length; i++) {
        parts[0].join(parts[i]);
      }
      write(parts[0], 0, 1);
    }
  }

  private Totals pieces(long from, long to) {
    Totals totals = Totals.of(compute, kind, 1);
    long[] step = nest.steps(columnLoop);
    long[] rowSteps = new long[step.length];
    for (int i = 0; i < step.length; i++) {
      rowSteps[i] = i == out ? compute.bytes() : step[i] * PIECE;
    }
    MemorySegment strip = strips.take((long) MAX_ROWS * compute.bytes());
    long whole = columns / PIECE;
    for (long row = from; row < to; ) {
      boolean isLast = row == whole;
      int count = isLast ? 1 : (int) Math.min(MAX_ROWS, Math.min(to, whole) - row);
      int width = isLast ? (int) (columns % PIECE) : PIECE;
      call(strip, 0, at(-1, 0, row * PIECE), rowSteps, width, count);
      totals.joinAll(strip, count);
      row += count;
    }
    return totals;
  }

  private void rows(long row, int count) {
    long[] rowSteps = nest.steps(rowLoop).clone();
    if (columns <= PIECE && nest.dtype(out) == compute) {
      long[] at = at(rowLoop, row, 0);
      call(segments[out], at[out], at, rowSteps, (int) columns, count);
      return;
    }
    Totals totals = Totals.of(compute, kind, count);
    MemorySegment strip = strips.take((long) MAX_ROWS * compute.bytes());
    rowSteps[out] = compute.bytes();
    for (long column = 0; column < columns; column += PIECE) {
      int width = (int) Math.min(PIECE, columns - column);
      call(strip, 0, at(rowLoop, row, column), rowSteps, width, count);
      totals.joinEach(strip, count);
    }
    write(totals, row, count);
  }

  private void call(
      MemorySegment target, long targetAt, long[] at, long[] rowSteps, int width, int count) {
    MemorySegment[] operands = segments.clone();
    operands[out] = target;
    at[out] = targetAt;
    loop.run(operands, at, nest.steps(columnLoop), rowSteps, width, count, scalars);
  }

  private long[] at(int rows, long row, long column) {
    long[] at = nest.starts().clone();
    for (int i = 0; i < at.length; i++) {
      at[i] += column * nest.steps(columnLoop)[i] + (rows < 0 ? 0 : row * nest.steps(rows)[i]);
    }
    return at;
  }

  private void write(Totals totals, long row, int count) {
    long step = rowLoop < 0 ? 0 : nest.steps(rowLoop)[out];
    totals.write(segments[out], nest.dtype(out), nest.starts()[out] + row * step, step, count);
  }
}
