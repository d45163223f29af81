package dev.narae.cpu.vector;

import dev.narae.cpu.GemmBlock;
import dev.narae.cpu.GemmEngine;
import dev.narae.cpu.GemmPanel;
import dev.narae.cpu.GemmProblem;

/** A panel of B in the memory that threads share. */
final class SharedPanel implements GemmPanel {

  /** Vectors of a row that are packed together: so long are the pieces that are read. */
  private static final int VECTORS = 16;

  /** Columns at most: a slab of them still lies in the third cache. */
  private static final long MAX_COLUMNS = 4096;

  private final GemmVectorType type;
  private final GemmKernels kernels;
  private final GemmProblem problem;

  /** A panel in the shared memory, which the caller has acquired. */
  SharedPanel(GemmVectorType type, GemmKernels kernels, GemmProblem problem) {
    this.type = type;
    this.kernels = kernels;
    this.problem = problem;
  }

  /** The columns of B that fit half of the shared memory. */
  static long columns(GemmVectorType type) {
    long fitting = GemmScratch.SHARED_BYTES / 2 / GemmEngine.SLAB / type.elementBytes();
    return Math.min(fitting, MAX_COLUMNS);
  }

  @Override
  public long columns() {
    return columns(type);
  }

  @Override
  public int parts(int columns) {
    int vectors = columns / type.species().length();
    return Math.ceilDiv(vectors, VECTORS) + 1;
  }

  @Override
  public void pack(GemmBlock block, long from, int depth, int half, int part) {
    GemmTiling tiling = tiling(block);
    GemmPackedStrips strips = new GemmPackedStrips(type, problem, block, tiling, from, depth);
    GemmStrips vectors = tiling.vectors();
    int count = vectors.count();
    int parts = parts(block.columns()) - 1;
    if (part < parts) {
      int first = count * part / parts;
      strips.pack(first, count * (part + 1) / parts, at(half) + strips.offset(first, 0));
    } else if (part == parts && tiling.tail() > 0) {
      strips.packTail(at(half) + strips.offset(count, 0));
    }
  }

  @Override
  public void slab(GemmBlock block, long from, int depth, boolean add, int half) {
    GemmScratch.Slot scratch = GemmScratch.acquire();
    try {
      new GemmSlab(type, kernels, problem, block, tiling(block), from, depth, add, scratch)
          .multiply(at(half));
    } finally {
      GemmScratch.release(scratch);
    }
  }

  private static long at(int half) {
    return GemmScratch.shared() + half * (GemmScratch.SHARED_BYTES / 2);
  }

  private GemmTiling tiling(GemmBlock block) {
    return GemmTiling.shared(type, problem, block);
  }

  @Override
  public void close() {
    GemmScratch.releaseShared();
  }
}
