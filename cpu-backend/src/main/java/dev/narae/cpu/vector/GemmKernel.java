package dev.narae.cpu.vector;

import java.lang.foreign.MemorySegment;

/**
 * Multiplies one strip of A by one strip of B into one tile of C that fits the vector registers.
 *
 * <p>All positions and strides are in bytes. A is packed in {@link GemmScratch}; B is packed there
 * too, or read where it lies, its rows dense; the rows of C are dense. All else is a property of
 * the kernel, see {@link GemmTile}.
 */
interface GemmKernel {

  /**
   * Computes {@code C = A * B}, or {@code C += A * B}, for one tile.
   *
   * @param aAt where A begins in the scratch memory
   * @param b segment of B; not looked at if B is packed
   * @param bAt where B begins, in its segment or in the scratch memory
   * @param bRow bytes from a row of B to the next; not looked at if B is packed
   * @param c segment of C
   * @param cAt where the tile begins in C
   * @param cRow bytes from a row of C to the next
   * @param depth columns of A and rows of B to use
   * @param add whether the products are added to C instead of replacing it
   */
  void multiply(
      long aAt,
      MemorySegment b,
      long bAt,
      long bRow,
      MemorySegment c,
      long cAt,
      long cRow,
      int depth,
      boolean add);
}
