package dev.narae.cpu.vector;

import dev.narae.DType;
import dev.narae.cpu.GemmBlock;
import dev.narae.cpu.GemmEngine;
import dev.narae.cpu.GemmPacked;
import dev.narae.cpu.GemmPanel;
import dev.narae.cpu.GemmProblem;
import dev.narae.cpu.Warmup;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.VectorShape;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products by micro-kernels on the Vector API. Large slabs are packed first (Goto and van de
 * Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008); small ones are read in place.
 */
public final class GemmVector implements GemmEngine {

  /** Kernels of a product, as a rule: rows and columns are cut into strips of two sizes. */
  private static final int KERNELS = 4;

  private final GemmVectorType type;
  private final GemmKernels kernels;
  private final GemmEngine fallback;

  private GemmVector(GemmVectorType type, GemmKernels kernels, GemmEngine fallback) {
    this.type = type;
    this.kernels = kernels;
    this.fallback = fallback;
  }

  /**
   * Products of F32 or F64 with vectors of {@code bits} bits.
   *
   * @param fallback computes while a kernel is not compiled yet
   * @param warmup has the kernels compiled
   */
  public static GemmEngine open(DType dtype, int bits, GemmEngine fallback, Warmup warmup) {
    GemmVectorType type = GemmVectorType.of(dtype, VectorShape.forBitSize(bits));
    return new GemmVector(type, new GemmKernels(type, new GemmWarmup(warmup)), fallback);
  }

  /** Like {@link #open}, but uses every kernel from its first call on, compiled or not. */
  public static GemmEngine openAtOnce(DType dtype, int bits, GemmEngine fallback) {
    GemmVectorType type = GemmVectorType.of(dtype, VectorShape.forBitSize(bits));
    return new GemmVector(type, new GemmKernels(type, null), fallback);
  }

  @Override
  public void slab(GemmProblem problem, GemmBlock block, long from, int depth, boolean add) {
    GemmTiling tiling = GemmTiling.of(type, problem, block);
    long products = (long) block.rows() * block.columns() * depth;
    if (!isReady(tiling, products / KERNELS)) {
      fallback.slab(problem, block, from, depth, add);
      return;
    }
    GemmScratch.Slot scratch = GemmScratch.acquire();
    try {
      new GemmSlab(type, kernels, problem, block, tiling, from, depth, add, scratch).multiply();
    } finally {
      GemmScratch.release(scratch);
    }
  }

  @Override
  public @Nullable GemmPanel panel(GemmProblem problem, int rows) {
    if (problem.b().table() != null) {
      return null; // gathering writes behind its strip, where another thread may have packed
    }
    long columns = SharedPanel.columns(type);
    long last = problem.columns() % columns;
    boolean ready = true;
    for (int height = rows; height <= rows + 1; height++) {
      for (long width : new long[] {Math.min(problem.columns(), columns), last}) {
        GemmBlock block = new GemmBlock(0, 0, height, 0, (int) width);
        ready &= isReady(GemmTiling.shared(type, problem, block), 0);
      }
    }
    return ready && GemmScratch.acquireShared() ? new SharedPanel(type, kernels, problem) : null;
  }

  @Override
  public @Nullable GemmPacked pack(GemmProblem problem, MemorySegment memory) {
    PackedFactor factor = new PackedFactor(type, kernels, problem, memory);
    boolean ready = true;
    for (int rows = (int) problem.rows(); rows >= Math.max(1, problem.rows() - 1); rows--) {
      ready &= isReady(factor.tiling(rows), 0);
    }
    if (!ready) {
      return null;
    }
    factor.pack();
    return factor;
  }

  /**
   * Asks for all kernels before any is used, so that all that are missing get prepared.
   *
   * @param steps of the fallback that each kernel answers for if some are missing
   */
  private boolean isReady(GemmTiling tiling, long steps) {
    boolean ready = true;
    GemmStrips vectors = tiling.vectors();
    for (int width = vectors.smallest(); width <= vectors.largest() && width > 0; width++) {
      ready &= isReady(tiling, width, tiling.inPlace(), steps);
    }
    if (tiling.tail() > 0) {
      ready &= isReady(tiling, 1, false, steps); // asks for the code, whatever the others say
    }
    return ready;
  }

  private boolean isReady(GemmTiling tiling, int width, boolean inPlace, long steps) {
    boolean ready = true;
    GemmStrips rows = tiling.rows(width);
    for (int height = rows.smallest(); height <= rows.largest(); height++) {
      ready &= kernels.find(height, width, inPlace, tiling.columnsOfA(), steps) != null;
    }
    return ready;
  }
}
