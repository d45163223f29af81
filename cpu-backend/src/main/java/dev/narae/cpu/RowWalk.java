package dev.narae.cpu;

import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.Loops;
import java.util.List;

/** Visits the rows (the innermost loops) of several views of one shape in row-major order. */
public final class RowWalk {
  private final Loops loops;
  private final int operands;
  private final long rows;

  /** Called for each row. */
  @FunctionalInterface
  public interface Row {
    /**
     * Does one row.
     *
     * @param positions of the row's first element in each operand, in elements; not to be kept
     */
    void at(long[] positions);
  }

  /** The rows of {@code shape} in layouts of that shape. */
  public RowWalk(Shape shape, List<Layout> layouts) {
    this.loops = Loops.of(shape, layouts);
    this.operands = layouts.size();
    long count = 1;
    for (int d = 0; d < loops.depth() - 1; d++) {
      count *= loops.extent(d);
    }
    this.rows = shape.size() == 0 ? 0 : count;
  }

  /** The number of rows; 0 if there are no elements. */
  public long rows() {
    return rows;
  }

  /** The elements of a row. */
  public long width() {
    return loops.extent(loops.depth() - 1);
  }

  /** The step between the elements of an operand's row, in elements. */
  public long step(int operand) {
    return loops.stride(operand, loops.depth() - 1);
  }

  /** Visits the rows from {@code from} to before {@code to}. */
  public void visit(long from, long to, Row row) {
    if (from >= to) {
      return;
    }
    int outer = loops.depth() - 1;
    long[] index = new long[outer];
    long[] positions = new long[operands];
    start(from, index, positions);
    for (long i = from; i < to; i++) {
      row.at(positions);
      advance(index, positions);
    }
  }

  private void start(long row, long[] index, long[] positions) {
    long rest = row;
    for (int d = index.length - 1; d >= 0; d--) {
      index[d] = rest % loops.extent(d);
      rest /= loops.extent(d);
    }
    for (int o = 0; o < operands; o++) {
      positions[o] = loops.offset(o);
      for (int d = 0; d < index.length; d++) {
        positions[o] += index[d] * loops.stride(o, d);
      }
    }
  }

  private void advance(long[] index, long[] positions) {
    for (int d = index.length - 1; d >= 0; d--) {
      boolean wraps = ++index[d] == loops.extent(d);
      for (int o = 0; o < operands; o++) {
        positions[o] += wraps ? loops.stride(o, d) * (1 - loops.extent(d)) : loops.stride(o, d);
      }
      if (!wraps) {
        return;
      }
      index[d] = 0;
    }
  }
}
