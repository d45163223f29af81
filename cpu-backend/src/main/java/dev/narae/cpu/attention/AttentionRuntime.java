package dev.narae.cpu.attention;

import dev.narae.DType;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;
import dev.narae.cpu.Parallel;
import dev.narae.cpu.Scratch;
import dev.narae.cpu.kernel.Kernels;
import dev.narae.expr.Formula;
import dev.narae.spi.View;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What attention needs of the backend.
 *
 * @param parallel runs blocks of work on all threads
 * @param gemm multiplies matrices; may be called inside a block
 * @param kernels computes elementwise; may be called inside a block
 * @param scratch opens working memory
 */
public record AttentionRuntime(
    Parallel parallel, Consumer<GemmProblem> gemm, Kernels kernels, Supplier<Scratch> scratch) {

  /** c = a b, or c += a b; the extents are those of a and c. */
  void multiply(Tile a, Tile b, Tile c, boolean add) {
    DType dtype = c.view().dtype();
    gemm.accept(
        new GemmProblem(
            dtype, 1, c.rows(), c.columns(), a.columns(), matrix(a), matrix(b), matrix(c), add));
  }

  private static GemmMatrix matrix(Tile tile) {
    return tile.matrix();
  }

  /** Evaluates a formula for each element of a tile; inputs are broadcast. */
  void map(Formula formula, List<Number> scalars, List<Tile> inputs, Tile out) {
    DType dtype = out.view().dtype();
    List<View> views =
        inputs.stream().map(tile -> tile.view().broadcastTo(out.view().shape())).toList();
    kernels.map(formula.kernel(dtype, dtype), formula.bits(dtype, scalars), views, out.view());
  }
}
