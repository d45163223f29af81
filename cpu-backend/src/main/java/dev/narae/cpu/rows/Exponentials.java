package dev.narae.cpu.rows;

import static dev.narae.cpu.kernel.RowKernel.Output.each;
import static dev.narae.cpu.kernel.RowKernel.Output.max;

import dev.narae.DType;
import dev.narae.cpu.kernel.ElementLoop;
import dev.narae.cpu.kernel.RowKernel;
import dev.narae.expr.Expr;
import dev.narae.spi.Readiness;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The largest element of each row, and the exponentials of all elements less that: nothing
 * overflows. Some rows are done after the other, so that the second pass over them finds them in
 * the cache.
 *
 * <p>Over a large tensor, the exponentials of some rows and the maxima of the next ones are one
 * loop: so memory is read while the processor computes, and not in turns with that.
 */
final class Exponentials {
  /** Elements that do not lie in second-level caches from the operator before. */
  private static final long LARGE = 1 << 20;

  /** Columns that leave nothing over to scalar code in a loop that joins values. */
  private static final int WHOLE = 32;

  /** Elements of a block of work over a large tensor, whose first maxima are not found ahead. */
  private static final long GRAIN = 1 << 16;

  private final Rows rows;
  private final ElementLoop largest;
  private final ElementLoop exponentials;
  private final RowKernel both;

  Exponentials(Rows rows, DType dtype) {
    this.rows = rows;
    Expr x = Expr.arg(0);
    largest = rows.loop(RowKernel.of("largest", dtype, 1, 0, max(x)));
    exponentials =
        rows.loop(RowKernel.of("exponentials", dtype, 1, 1, each(x.sub(Expr.arg(1)).exp())));
    Expr next = Expr.arg(1);
    Expr e = x.sub(Expr.arg(2)).exp();
    both = RowKernel.of("exponentials, largest ahead", dtype, 2, 1, each(e), max(next));
  }

  /** What follows. */
  @FunctionalInterface
  interface After {
    /** Does {@code n} rows, whose exponentials are these. */
    void run(long row, int n, RowOperand exponentials);
  }

  /**
   * Some exponentials to compute.
   *
   * @param x the rows
   * @param most takes the largest element of each row
   * @param place where exponentials are written from a row on; asked once for rows done together
   */
  record Task(
      int columns, RowOperand x, RowOperand most, LongFunction<RowOperand> place, After after) {}

  /** Runs over so many rows, in parallel. */
  void run(Task task, long count) {
    ElementLoop ahead = ahead(task.columns, count);
    long grain = ahead == null ? Rows.GRAIN : GRAIN;
    rows.forEach(task.columns, count, grain, (from, to) -> run(task, from, to, ahead));
  }

  /**
   * The loop that does both, or null if there is nothing to gain, or not yet. It is compiled when
   * it is wanted first: programs with small tensors need not wait for it.
   */
  private @Nullable ElementLoop ahead(int columns, long count) {
    if (columns * count < LARGE || columns % WHOLE != 0) {
      return null;
    }
    ElementLoop loop = rows.loop(both);
    return loop.prepare() == Readiness.READY ? loop : null;
  }

  /** Runs over the rows from one to before another. */
  private void run(Task task, long from, long to, @Nullable ElementLoop ahead) {
    int columns = task.columns;
    int atOnce = Rows.atOnce(columns, ahead == null ? 1 : 2);
    boolean found = false;
    for (long row = from; row < to; row += atOnce) {
      int n = (int) Math.min(atOnce, to - row);
      long next = row + n;
      RowOperand x = task.x.from(row);
      RowOperand most = task.most.from(row);
      RowOperand e = task.place.apply(row);
      if (!found) {
        Rows.call(largest, n, columns, x, most);
      }
      found = ahead != null && next + n <= to;
      if (ahead != null && found) {
        Rows.call(ahead, n, columns, x, task.x.from(next), most, e, task.most.from(next));
      } else {
        Rows.call(exponentials, n, columns, x, most, e);
      }
      task.after.run(row, n, e);
    }
  }
}
