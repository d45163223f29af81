package dev.narae.cpu.vector;

import dev.narae.DType;
import dev.narae.cpu.GemmBlock;
import dev.narae.cpu.GemmEngine;
import dev.narae.cpu.GemmPool;
import dev.narae.cpu.GemmProblem;
import dev.narae.cpu.Warmup;
import jdk.incubator.vector.VectorShape;

/**
 * Matrix products by micro-kernels on the Vector API. Large slabs are packed first (Goto and van de
 * Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008); small ones are read in place.
 */
public final class GemmVector implements GemmEngine {

  /** Rows of a block from which on a packed B repays packing it. */
  private static final int ROWS_TO_PACK_B = 12;

  /** Columns of a block from which on a packed A repays packing it. */
  private static final int COLUMNS_TO_PACK_A = 256;

  private final GemmVectorType type;
  private final GemmKernels kernels;
  private final GemmEngine fallback;
  private final int maxVectors;
  private final GemmPool<GemmPanels> panels = new GemmPool<>(GemmPanels::new);

  private GemmVector(GemmVectorType type, GemmKernels kernels, GemmEngine fallback) {
    this.type = type;
    this.kernels = kernels;
    this.fallback = fallback;
    this.maxVectors = type.maxVectors();
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
  static GemmEngine openAtOnce(DType dtype, int bits, GemmEngine fallback) {
    GemmVectorType type = GemmVectorType.of(dtype, VectorShape.forBitSize(bits));
    return new GemmVector(type, new GemmKernels(type, null), fallback);
  }

  @Override
  public void slab(GemmProblem problem, GemmBlock block, long from, int depth, boolean add) {
    boolean packed = packs(problem, block);
    GemmStrips rows = GemmStrips.of(block.rows(), GemmTile.MAX_ROWS);
    GemmStrips vectors = GemmStrips.of(block.columns() / type.species().length(), maxVectors);
    int tail = block.columns() % type.species().length();
    if (!isReady(rows, vectors, tail, packed)) {
      fallback.slab(problem, block, from, depth, add);
      return;
    }
    GemmPanels scratch = panels.acquire();
    new GemmSlab(
            type, kernels, problem, block, from, depth, add, packed, rows, vectors, tail, scratch)
        .multiply();
    panels.release(scratch);
  }

  private static boolean packs(GemmProblem problem, GemmBlock block) {
    boolean forA = problem.a().columnStride() == 1 || block.columns() >= COLUMNS_TO_PACK_A;
    return forA && (problem.b().columnStride() != 1 || block.rows() >= ROWS_TO_PACK_B);
  }

  /** Asks for all kernels before any is used, so that all that are missing get prepared. */
  private boolean isReady(GemmStrips rows, GemmStrips vectors, int tail, boolean packed) {
    boolean ready = true;
    for (int height = rows.smallest(); height <= rows.largest(); height++) {
      for (int width = vectors.smallest(); width <= vectors.largest() && width > 0; width++) {
        ready &= kernels.find(height, width, packed) != null;
      }
      if (tail > 0) {
        ready &= kernels.find(height, 1, packed) != null;
      }
    }
    return ready;
  }
}
