package dev.narae.cpu;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A way to compute a part of a matrix product.
 *
 * <p>All engines compute an element alike, bit for bit: the depth is cut into slabs of {@link
 * #SLAB}, or as the problem says; within a slab the products are added up in ascending order from
 * zero, by fused multiply-add for floating point; the sums of the slabs are added to each other in
 * ascending order. Summing slab by slab also keeps the rounding error of a long sum small.
 */
public interface GemmEngine {

  /** Depth of a slab: a strip of A or B this deep lies in the first-level cache. */
  int SLAB = 256;

  /**
   * Computes one slab of one block of C.
   *
   * @param problem the whole product
   * @param block the rectangle of C
   * @param from first index of the slab along the depth
   * @param depth extent of the slab, 1 to {@link #SLAB}
   * @param add whether the sums are added to C instead of replacing it
   */
  void slab(GemmProblem problem, GemmBlock block, long from, int depth, boolean add);

  /**
   * Memory to share a packed B between blocks of rows, to be closed after use. Null where there is
   * none, or none at the moment: then each block is computed by {@link #slab}.
   *
   * @param problem the whole product
   * @param rows the height of the lowest block; others have at most one row more
   */
  default @Nullable GemmPanel panel(GemmProblem problem, int rows) {
    return null;
  }

  /**
   * Packs all of B, to be multiplied many times. Null where there is nothing to pack, or not yet:
   * then {@link #slab} reads B itself.
   *
   * @param problem a product as it will be computed; of A and C only the strides count
   * @param memory that the packed B lies in
   */
  default @Nullable GemmPacked pack(GemmProblem problem, MemorySegment memory) {
    return null;
  }
}
