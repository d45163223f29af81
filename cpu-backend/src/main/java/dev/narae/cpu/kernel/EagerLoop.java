package dev.narae.cpu.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Calls code in short pieces while it is new: the JVM compiles a method after some hundred calls,
 * but a method that stays in one long loop only after tens of thousands of its steps.
 */
final class EagerLoop implements ElementLoop {
  private static final int PIECE = 32;
  private static final int PIECES = 2000;

  private final ElementLoop loop;

  /** Inexact when several threads count at once, which does no harm. */
  private int pieces;

  EagerLoop(ElementLoop loop) {
    this.loop = loop;
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
    if (pieces >= PIECES) {
      loop.run(segments, starts, columnSteps, rowSteps, columns, rows, scalars);
      return;
    }
    long[] at = starts.clone();
    for (int column = 0; column < columns; column += PIECE) {
      int width = Math.min(PIECE, columns - column);
      loop.run(segments, at, columnSteps, rowSteps, width, rows, scalars);
      for (int i = 0; i < at.length; i++) {
        at[i] += width * columnSteps[i];
      }
      pieces++;
    }
  }
}
