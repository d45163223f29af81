package dev.narae.cpu.vector;

import dev.narae.cpu.GemmBlock;
import dev.narae.cpu.GemmEngine;
import dev.narae.cpu.GemmPacked;
import dev.narae.cpu.GemmProblem;
import java.lang.foreign.MemorySegment;

/**
 * A B packed strip by strip into ordinary memory, slab after slab. Kernels that read B in place
 * read it there as fast as from the scratch memory, which has no room for it.
 */
final class PackedFactor implements GemmPacked {
  private final GemmVectorType type;
  private final GemmKernels kernels;
  private final GemmProblem problem;
  private final MemorySegment memory;
  private final GemmStrips vectors;
  private final long rowBytes;

  /** A factor of {@code problem}, not packed yet. */
  PackedFactor(
      GemmVectorType type, GemmKernels kernels, GemmProblem problem, MemorySegment memory) {
    this.type = type;
    this.kernels = kernels;
    this.problem = problem;
    this.memory = memory;
    GemmTiling tiling = GemmTiling.packed(type, block((int) problem.rows()), null);
    this.vectors = tiling.vectors();
    this.rowBytes = (vectors.extent() + (tiling.tail() > 0 ? 1 : 0)) * type.vectorBytes();
  }

  private GemmBlock block(int rows) {
    return new GemmBlock(0, 0, rows, 0, (int) problem.columns());
  }

  GemmTiling tiling(int rows) {
    return GemmTiling.packed(type, block(rows), vectors);
  }

  /** Packs by way of the scratch memory, which is all that packing writes to. */
  void pack() {
    GemmTiling tiling = tiling((int) problem.rows());
    GemmScratch.Slot scratch = GemmScratch.acquire();
    try {
      for (long from = 0; from < problem.depth(); from += GemmEngine.SLAB) {
        int depth = (int) Math.min(GemmEngine.SLAB, problem.depth() - from);
        pack(tiling, from, depth, scratch);
      }
    } finally {
      GemmScratch.release(scratch);
    }
  }

  private void pack(GemmTiling tiling, long from, int depth, GemmScratch.Slot scratch) {
    GemmBlock block = block((int) problem.rows());
    GemmPackedStrips strips = new GemmPackedStrips(type, problem, block, tiling, from, depth);
    long stripBytes = (long) depth * Math.max(1, vectors.largest()) * type.vectorBytes();
    int group = (int) (GemmScratch.B_BYTES / stripBytes);
    for (int first = 0; first < vectors.count(); first += group) {
      int end = Math.min(vectors.count(), first + group);
      strips.pack(first, end, scratch.b());
      store(scratch, from * rowBytes + strips.offset(first, 0), strips.offset(end, first));
    }
    if (tiling.tail() > 0) {
      strips.packTail(scratch.b());
      long at = from * rowBytes + (long) depth * vectors.extent() * type.vectorBytes();
      store(scratch, at, depth * type.vectorBytes());
    }
  }

  private void store(GemmScratch.Slot scratch, long at, long bytes) {
    MemorySegment.copy(GemmScratch.MEMORY, scratch.b(), memory, at, bytes);
  }

  @Override
  public void slab(GemmProblem product, long from, int depth, boolean add) {
    int rows = (int) product.rows();
    GemmScratch.Slot scratch = GemmScratch.acquire();
    try {
      new GemmSlab(type, kernels, product, block(rows), tiling(rows), from, depth, add, scratch)
          .multiply(memory, from * rowBytes);
    } finally {
      GemmScratch.release(scratch);
    }
  }
}
