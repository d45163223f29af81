package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;

/** The products of transformed numbers: for each point of a tile one of matrices. */
final class WinogradProducts {
  /**
   * Products are summed by so many: what sums lose is multiplied by the transforms, and low slabs
   * lose less. With slabs of 256 errors at 256 channels were 4.9 times those of the definition,
   * with these 2.7.
   */
  private static final int SLAB = 64;

  private WinogradProducts() {}

  /** c = a b for a (rows, depth) and b (depth, columns); what is beyond a row's end counts, too. */
  static void multiply(
      ConvRuntime runtime, WinogradMatrices a, WinogradMatrices b, WinogradMatrices c) {
    run(runtime, a, b.matrix(), c, b.pitch(), b.rows(), false);
  }

  /** c = a bᵀ for a (rows, depth) and b (columns, depth), or this added to c. */
  static void multiplyTransposed(
      ConvRuntime runtime,
      WinogradMatrices a,
      WinogradMatrices b,
      int depth,
      WinogradMatrices c,
      boolean add) {
    run(runtime, a, b.transposed(), c, b.rows(), depth, add);
  }

  private static void run(
      ConvRuntime runtime,
      WinogradMatrices a,
      GemmMatrix right,
      WinogradMatrices c,
      int columns,
      int depth,
      boolean add) {
    runtime
        .gemm()
        .accept(
            new GemmProblem(
                DType.F32,
                a.count(),
                a.rows(),
                columns,
                depth,
                a.matrix(),
                right,
                c.matrix(),
                add,
                SLAB));
  }
}
