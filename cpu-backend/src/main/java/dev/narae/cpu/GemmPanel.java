package dev.narae.cpu;

/**
 * Memory for parts of B that are packed once and read by all threads that work on a product. It has
 * two halves, so that a slab of some columns can be packed while another is still being read.
 */
public interface GemmPanel extends AutoCloseable {

  /** The columns of B that half of the memory has room for, a multiple of a vector's. */
  long columns();

  /** The number of parts in which so many columns of B are packed, in any order. */
  int parts(int columns);

  /**
   * Packs one part of a slab of B.
   *
   * @param block a block of C with the columns of B
   * @param from first index of the slab along the depth
   * @param depth extent of the slab, 1 to {@link GemmEngine#SLAB}
   * @param half into which half, 0 or 1
   * @param part which part, counted from 0; nothing is done where the columns have fewer
   */
  void pack(GemmBlock block, long from, int depth, int half, int part);

  /**
   * Computes one slab of one block of C from the packed columns.
   *
   * @param block a block with the packed columns
   * @param from the packed slab's first index along the depth
   * @param depth the packed slab's extent
   * @param add whether the sums are added to C instead of replacing it
   * @param half which half they were packed into
   */
  void slab(GemmBlock block, long from, int depth, boolean add, int half);

  /** Gives the memory back. */
  @Override
  void close();
}
