package dev.narae.cpu.kernel;

import dev.narae.spi.Readiness;
import java.lang.foreign.MemorySegment;

/** Vector code for as many columns as fill whole vectors, scalar code for the rest. */
final class WideLoop implements ElementLoop {
  private final ElementLoop vector;
  private final ElementLoop scalar;
  private final int lanes;

  WideLoop(ElementLoop vector, ElementLoop scalar, int lanes) {
    this.vector = vector;
    this.scalar = scalar;
    this.lanes = lanes;
  }

  @Override
  public void run(
      MemorySegment[] segments,
      long[] starts,
      long[] columnSteps,
      long[] rowSteps,
      int columns,
      int rows,
      long[] scalars) {
    int whole = columns & -lanes;
    if (whole > 0) {
      vector.run(segments, starts, columnSteps, rowSteps, whole, rows, scalars);
    }
    if (whole < columns) {
      long[] rest = starts;
      if (whole > 0) {
        rest = starts.clone();
        for (int i = 0; i < rest.length; i++) {
          rest[i] += whole * columnSteps[i];
        }
      }
      scalar.run(segments, rest, columnSteps, rowSteps, columns - whole, rows, scalars);
    }
  }

  @Override
  public Readiness prepare() {
    return Readiness.READY;
  }
}
