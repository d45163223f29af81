package dev.narae.cpu.conv;

import java.lang.foreign.MemorySegment;

/** Loops that put rows of F32 side by side, a transposition, and that add up lanes. */
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

  /**
   * Adds up the lanes of each of some vectors: the upper half to the lower, and so on until one is
   * left.
   *
   * @param at where the first vector begins, in bytes
   * @param step from a vector to the next, in bytes
   * @param count vectors, as many as each has lanes or more
   * @param to where sums go, one after the other
   * @param toAt where the first one goes, in bytes
   */
  void sums(MemorySegment from, long at, long step, int count, MemorySegment to, long toAt);
}
