package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;
import dev.narae.cpu.Scratch;
import java.lang.foreign.MemorySegment;

/**
 * The products of transformed numbers: for each of the 16 points of a tile one of matrices, which
 * lie one after the other and are dense.
 */
final class WinogradProducts {
  private WinogradProducts() {}

  /** Memory for the matrices of all points. */
  static MemorySegment take(Scratch scratch, int rows, int columns) {
    return scratch.take((long) Winograd.POINTS * rows * columns * Float.BYTES);
  }

  /** c = a b for a (rows, depth) and b (depth, columns). */
  static void multiply(
      ConvRuntime runtime,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      int rows,
      int columns,
      int depth) {
    GemmMatrix right = new GemmMatrix(b, 0, (long) depth * columns, columns, 1);
    run(runtime, a, right, c, rows, columns, depth, false);
  }

  /** c = a bᵀ for a (rows, depth) and b (columns, depth), or this added to c. */
  static void multiplyTransposed(
      ConvRuntime runtime,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      int rows,
      int columns,
      int depth,
      boolean add) {
    GemmMatrix right = new GemmMatrix(b, 0, (long) depth * columns, 1, depth);
    run(runtime, a, right, c, rows, columns, depth, add);
  }

  private static void run(
      ConvRuntime runtime,
      MemorySegment a,
      GemmMatrix right,
      MemorySegment c,
      int rows,
      int columns,
      int depth,
      boolean add) {
    GemmMatrix left = new GemmMatrix(a, 0, (long) rows * depth, depth, 1);
    GemmMatrix result = new GemmMatrix(c, 0, (long) rows * columns, columns, 1);
    runtime
        .gemm()
        .accept(
            new GemmProblem(
                DType.F32, Winograd.POINTS, rows, columns, depth, left, right, result, add));
  }
}
