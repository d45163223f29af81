package dev.narae.cpu.vector;

import java.lang.foreign.MemorySegment;

/**
 * Multiplies one strip of A by one strip of B into one tile of C that fits the vector registers.
 *
 * <p>All positions and strides are in bytes. A is read element by element, so both of its strides
 * are free; the elements of a row of B and of a row of C lie next to each other. The number of rows
 * and columns is a property of the kernel, see {@link GemmTile}.
 */
interface GemmKernel {

  /**
   * Computes {@code C = A * B} for one tile.
   *
   * @param a segment of A
   * @param aAt byte position of the strip's first element in A
   * @param aRow bytes from a row of A to the next
   * @param aColumn bytes from a column of A to the next
   * @param b segment of B
   * @param bAt byte position of the strip's first element in B
   * @param bRow bytes from a row of B to the next
   * @param c segment of C
   * @param cAt byte position of the tile's first element in C
   * @param cRow bytes from a row of C to the next
   * @param depth columns of A and rows of B to use
   */
  void multiply(
      MemorySegment a,
      long aAt,
      long aRow,
      long aColumn,
      MemorySegment b,
      long bAt,
      long bRow,
      MemorySegment c,
      long cAt,
      long cRow,
      int depth);

  /**
   * Adds a tile whose rows follow each other to a tile of C.
   *
   * @param tile the tile, from its first byte on
   * @param c segment of C
   * @param cAt byte position of the tile's first element in C
   * @param cRow bytes from a row of C to the next
   */
  void add(MemorySegment tile, MemorySegment c, long cAt, long cRow);

  /**
   * Copies a strip of B as wide as the tile, so that its rows follow each other.
   *
   * @param b segment of B
   * @param bAt byte position of the strip's first element in B
   * @param bRow bytes from a row of B to the next
   * @param panel where to copy to
   * @param panelAt byte position of the first copied element
   * @param depth rows of B to copy
   */
  void pack(MemorySegment b, long bAt, long bRow, MemorySegment panel, long panelAt, int depth);
}
