package dev.narae.cpu;

import dev.narae.DType;
import dev.narae.cpu.kernel.Tier;
import dev.narae.cpu.vector.GemmVector;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;

/**
 * Batched matrix multiplication for any strides, spread over the workers. Results are the same bit
 * for bit for any number of threads, any vector width and with or without the Vector API.
 */
public final class Gemm {

  /** Called when a block of C is complete, on the thread that computed it, while it is in cache. */
  @FunctionalInterface
  public interface Finisher {
    /** Finishes the given rectangle of C; blocks do not overlap and may be finished at once. */
    void finish(GemmBlock block);
  }

  /** Elements of the widest vector that there is. */
  private static final int WIDEST_VECTOR = 16;

  private final Workers workers;
  private final Map<DType, GemmEngine> dense = new EnumMap<>(DType.class);
  private final Map<DType, GemmEngine> scalar = new EnumMap<>(DType.class);

  /**
   * Matrix multiplication with vectors of the given width.
   *
   * @param workers the threads to use
   * @param vectorBits 512, 256 or 128; 0 to use no Vector API, which then need not be present
   * @param warmup has vector code compiled
   * @param tier which form of the code runs
   */
  Gemm(Workers workers, int vectorBits, Warmup warmup, Tier tier) {
    this.workers = workers;
    scalar.put(DType.F32, new GemmScalarFloat());
    scalar.put(DType.F64, new GemmScalarDouble());
    scalar.put(DType.I32, new GemmScalarInteger());
    scalar.put(DType.I64, new GemmScalarLong());
    dense.putAll(scalar);
    if (vectorBits > 0 && tier != Tier.SCALAR) {
      for (DType dtype : new DType[] {DType.F32, DType.F64}) {
        GemmEngine plain = engine(scalar, dtype);
        dense.put(
            dtype,
            tier == Tier.VECTOR
                ? GemmVector.openAtOnce(dtype, vectorBits, plain)
                : GemmVector.open(dtype, vectorBits, plain, warmup));
      }
    }
  }

  /** Matrix multiplication in the form that the system property says; see {@link Tier}. */
  Gemm(Workers workers, int vectorBits, Warmup warmup) {
    this(workers, vectorBits, warmup, Tier.fromSystem());
  }

  /** Computes the products. */
  public void multiply(GemmProblem problem) {
    run(problem.simplified(), block -> {});
  }

  /**
   * Computes the products and finishes each block of C.
   *
   * @param finisher gets rectangles in the coordinates of {@code problem}
   */
  public void multiply(GemmProblem problem, Finisher finisher) {
    run(problem, finisher);
  }

  /**
   * A matrix that many others will be multiplied by; to be used before its memory is given back.
   *
   * @param b (depth, columns)
   * @param rows of the highest matrix that it will be multiplied by
   * @param memory for {@link #factorBytes}
   */
  public GemmFactor factor(
      DType dtype, GemmMatrix b, long depth, int columns, int rows, MemorySegment memory) {
    return new GemmFactor(engine(dense, dtype), dtype, b, depth, columns, rows, memory);
  }

  /** The bytes that a {@link #factor} takes. */
  public static long factorBytes(DType dtype, long depth, int columns) {
    return depth * Math.ceilDiv(columns, WIDEST_VECTOR) * WIDEST_VECTOR * dtype.bytes();
  }

  private void run(GemmProblem problem, Finisher finisher) {
    if (problem.batch() == 0 || problem.rows() == 0 || problem.columns() == 0) {
      return;
    }
    // Vector kernels write whole vectors into the rows of C.
    boolean rowsOfCDense = problem.c().columnStride() == 1 && problem.depth() > 0;
    GemmEngine engine = engine(rowsOfCDense ? dense : scalar, problem.dtype());
    if (rowsOfCDense && SharedGemm.multiply(problem, engine, workers, finisher)) {
      return;
    }
    GemmGrid grid = GemmGrid.of(problem, workers.threads());
    int jobs = grid.jobs(workers.threads());
    workers.run(
        jobs,
        job -> {
          long end = grid.blocks() * (job + 1) / jobs;
          for (long index = grid.blocks() * job / jobs; index < end; index++) {
            GemmBlock block = grid.block(index);
            compute(engine, problem, block);
            finisher.finish(block);
          }
        });
  }

  private static void compute(GemmEngine engine, GemmProblem problem, GemmBlock block) {
    if (problem.depth() == 0) {
      engine.slab(problem, block, 0, 0, problem.add());
    }
    for (long from = 0; from < problem.depth(); from += problem.slab()) {
      int depth = (int) Math.min(problem.slab(), problem.depth() - from);
      engine.slab(problem, block, from, depth, problem.add() || from > 0);
    }
  }

  private static GemmEngine engine(Map<DType, GemmEngine> engines, DType dtype) {
    GemmEngine engine = engines.get(dtype);
    if (engine == null) {
      throw new IllegalArgumentException(
          "matmul: no kernel for dtype %s; cast the operands to %s"
              .formatted(dtype, dtype.compute()));
    }
    return engine;
  }
}
