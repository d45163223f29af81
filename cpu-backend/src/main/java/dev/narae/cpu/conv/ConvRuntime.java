package dev.narae.cpu.conv;

import dev.narae.cpu.GemmProblem;
import dev.narae.cpu.Parallel;
import dev.narae.cpu.Scratch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a convolution needs of the backend.
 *
 * @param threads how many there are
 * @param parallel runs blocks of work on all threads
 * @param gemm multiplies matrices; may be called inside a block
 * @param scratch opens working memory
 * @param kernels on the Vector API; null where it is missing
 * @param winograd whether {@link Winograd}'s transforms may be used
 * @param blocks of convolutions computed before
 */
public record ConvRuntime(
    int threads,
    Parallel parallel,
    Consumer<GemmProblem> gemm,
    Supplier<Scratch> scratch,
    @Nullable ConvKernels kernels,
    boolean winograd,
    RecentBlocks blocks) {

  /** Operations of plain loops for pooling on an element, roughly. */
  private static final int POOLING_STEPS = 8;

  /** The same without kernels: what runs until some are compiled, without asking for others. */
  ConvRuntime plain() {
    return new ConvRuntime(threads, parallel, gemm, scratch, null, winograd, blocks);
  }

  /**
   * Loops of pooling with vectors, or null where there are none, or not yet.
   *
   * @param elements that plain loops go through then
   */
  @Nullable PoolLoops pools(long elements) {
    return kernels == null ? null : kernels.pools(POOLING_STEPS * elements);
  }
}
