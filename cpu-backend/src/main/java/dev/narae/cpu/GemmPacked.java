package dev.narae.cpu;

/** A whole B, packed in ordinary memory for as many products as are wanted. */
public interface GemmPacked {

  /**
   * Computes one slab of a product on the calling thread.
   *
   * @param problem A, C and the B that was packed; as many rows as was said then, or one less
   * @param from first index of the slab along the depth
   * @param depth extent of the slab, 1 to {@link GemmEngine#SLAB}
   * @param add whether the sums are added to C instead of replacing it
   */
  void slab(GemmProblem problem, long from, int depth, boolean add);
}
