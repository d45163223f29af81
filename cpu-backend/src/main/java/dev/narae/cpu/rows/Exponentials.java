package dev.narae.cpu.rows;

import static dev.narae.cpu.kernel.RowKernel.Output.each;
import static dev.narae.cpu.kernel.RowKernel.Output.max;

import dev.narae.DType;
import dev.narae.cpu.kernel.ElementLoop;
import dev.narae.cpu.kernel.RowKernel;
import dev.narae.expr.Expr;
import dev.narae.spi.Readiness;
import java.util.function.LongFunction;

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
   * Runs over so many rows of {@code x}, in parallel.
   *
   * @param most takes the largest element of each row
   * @param place where exponentials are written from a row on; asked once for rows done together
   */
  void run(
      int columns,
      long count,
      RowOperand x,
      RowOperand most,
      LongFunction<RowOperand> place,
      After after) {
    // Compiled when it is wanted first: programs with small tensors need not wait for it.
    boolean large = columns * count >= LARGE && columns % WHOLE == 0;
    ElementLoop ahead = large ? rows.loop(both) : null;
    boolean ready = ahead != null && ahead.prepare() == Readiness.READY;
    int atOnce = Rows.atOnce(columns, ready ? 2 : 1);
    rows.forEach(
        columns,
        count,
        ready ? GRAIN : Rows.GRAIN,
        (from, to) -> {
          boolean found = false;
          for (long row = from; row < to; row += atOnce) {
            int n = (int) Math.min(atOnce, to - row);
            RowOperand now = x.from(row);
            RowOperand less = most.from(row);
            RowOperand y = place.apply(row);
            if (!found) {
              Rows.call(largest, n, columns, now, less);
            }
            found = ready && row + 2L * n <= to;
            if (ahead != null && found) {
              long next = row + n;
              Rows.call(ahead, n, columns, now, x.from(next), less, y, most.from(next));
            } else {
              Rows.call(exponentials, n, columns, now, less, y);
            }
            after.run(row, n, y);
          }
        });
  }
}
