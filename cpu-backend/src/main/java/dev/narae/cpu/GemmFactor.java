package dev.narae.cpu;

import dev.narae.DType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A matrix B that many others are multiplied by, packed once for all of them: a recurrent network
 * meets the same weights at each step, and packing them took longer than a step's product may.
 */
public final class GemmFactor {
  private final GemmEngine engine;
  private final DType dtype;
  private final GemmMatrix b;
  private final long depth;
  private final int columns;
  private final @Nullable GemmPacked packed;

  GemmFactor(
      GemmEngine engine,
      DType dtype,
      GemmMatrix b,
      long depth,
      int columns,
      int rows,
      MemorySegment memory) {
    this.engine = engine;
    this.dtype = dtype;
    this.b = b;
    this.depth = depth;
    this.columns = columns;
    this.packed = engine.pack(problem(rows, b, b, false), memory);
  }

  private GemmProblem problem(int rows, GemmMatrix a, GemmMatrix c, boolean add) {
    return new GemmProblem(dtype, 1, rows, columns, depth, a, b, c, add);
  }

  /**
   * Computes {@code C = A * B} or {@code C += A * B} on the calling thread, with the bits of {@link
   * Gemm#multiply}.
   *
   * @param a (rows, depth), rows dense
   * @param c (rows, columns), rows dense
   * @param rows as many as the highest matrix has, or one less
   */
  public void multiply(GemmMatrix a, GemmMatrix c, int rows, boolean add) {
    GemmProblem problem = problem(rows, a, c, add);
    GemmBlock block = new GemmBlock(0, 0, rows, 0, columns);
    for (long from = 0; from < depth; from += GemmEngine.SLAB) {
      int slab = (int) Math.min(GemmEngine.SLAB, depth - from);
      if (packed != null) {
        packed.slab(problem, from, slab, add || from > 0);
      } else {
        engine.slab(problem, block, from, slab, add || from > 0);
      }
    }
  }
}
