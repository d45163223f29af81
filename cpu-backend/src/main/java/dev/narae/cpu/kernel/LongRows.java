package dev.narae.cpu.kernel;

import dev.narae.spi.Readiness;
import java.lang.foreign.MemorySegment;

/** Vector code for rows that fill a vector, scalar code for shorter ones. */
record LongRows(ElementLoop vector, ElementLoop scalar, int lanes) implements ElementLoop {

  @Override
  public void run(
      MemorySegment[] segments,
      long[] starts,
      long[] columnSteps,
      long[] rowSteps,
      int columns,
      int rows,
      long[] scalars) {
    ElementLoop loop = columns >= lanes ? vector : scalar;
    loop.run(segments, starts, columnSteps, rowSteps, columns, rows, scalars);
  }

  @Override
  public Readiness prepare() {
    return Readiness.READY;
  }
}
