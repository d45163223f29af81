package dev.narae.cpu.conv;

import java.lang.foreign.MemorySegment;

/**
 * Computes a tile of a matrix product C = A * B whose operands lie inside padded planes, so that
 * their elements are found by tables of offsets. All positions and offsets are in bytes. How A and
 * B are found, and the size of the tile, are properties of the kernel: see {@link ConvForm}.
 */
@FunctionalInterface
public interface ConvKernel {

  /**
   * Computes one tile.
   *
   * @param a memory of A
   * @param aAt position of A
   * @param rows table of the rows of A, used by {@link ConvForm.Kind#PIXELS}
   * @param row the tile's first entry in {@code rows}
   * @param b memory of B
   * @param bAt position of B
   * @param bRow from a row of B to the next, used by {@link ConvForm.Kind#PIXELS}
   * @param steps table of the steps along the depth
   * @param from the first step's entry in {@code steps}
   * @param depth the number of steps
   * @param c memory of C
   * @param cAt position of the tile in C
   * @param cRow from a row of C to the next
   */
  void multiply(
      MemorySegment a,
      long aAt,
      long[] rows,
      int row,
      MemorySegment b,
      long bAt,
      long bRow,
      long[] steps,
      int from,
      int depth,
      MemorySegment c,
      long cAt,
      long cRow);
}
