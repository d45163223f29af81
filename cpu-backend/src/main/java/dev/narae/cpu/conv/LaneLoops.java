package dev.narae.cpu.conv;

import java.lang.foreign.MemorySegment;

/** Loops that put rows of F32 side by side: a transposition. */
public interface LaneLoops {

  /** How many rows there are. */
  int lanes();

  /**
   * Writes the elements of all rows side by side, those of a column after those of the one before.
   *
   * @param rows where each row begins, in bytes
   * @param count elements of a row, as many as there are rows or more
   * @param to memory that shares nothing with the rows
   * @param at where the first column goes, in bytes
   * @param step from a column to the next, in bytes
   */
  void sideBySide(MemorySegment from, long[] rows, int count, MemorySegment to, long at, long step);
}
