package dev.narae.cpu.conv;

import java.lang.foreign.MemorySegment;

/**
 * Computes tiles of a matrix product C = A * B of which one operand lies inside padded planes,
 * where its elements are found by tables of offsets. All positions and offsets are in bytes. How A,
 * B and C are found, and the size of a tile, are properties of the kernel: see {@link ConvForm}.
 *
 * <p>Each element is the sum of its products in ascending order of the steps, from zero, by fused
 * multiply-add; then what the form says is added, and last the bias.
 */
@FunctionalInterface
public interface ConvKernel {

  /**
   * Computes some tiles.
   *
   * @param a memory of A
   * @param aAt position of A
   * @param b memory of B
   * @param bAt position of B
   * @param steps table of the steps along the depth
   * @param from the first step's entry in {@code steps}
   * @param depth the number of steps
   * @param tiles table of the tiles
   * @param first the first tile
   * @param end the tile after the last
   * @param c memory of C
   * @param cAt position of C
   * @param cRow from a row of C to the next
   * @param bias memory of a number for each row; see {@link ConvForm} for who adds it
   * @param biasAt position of the first of them
   */
  void multiply(
      MemorySegment a,
      long aAt,
      MemorySegment b,
      long bAt,
      long[] steps,
      int from,
      int depth,
      long[] tiles,
      int first,
      int end,
      MemorySegment c,
      long cAt,
      long cRow,
      MemorySegment bias,
      long biasAt);
}
