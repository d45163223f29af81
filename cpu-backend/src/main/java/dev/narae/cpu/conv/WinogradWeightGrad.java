package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;
import dev.narae.cpu.Scratch;
import dev.narae.cpu.conv.WinogradTiles.Chunk;
import java.lang.foreign.MemorySegment;

/**
 * The gradient for weights by the transforms of {@link Winograd}: what the chain rule makes of
 * them. The products of transformed upstream gradients and inputs are summed over all tiles.
 */
final class WinogradWeightGrad {
  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final Planes input;
  private final Planes gradient;

  WinogradWeightGrad(ConvRuntime runtime, ConvSizes sizes, Planes input, Planes gradient) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.input = input;
    this.gradient = gradient;
  }

  /**
   * Computes the gradients (groups · out, 9 in).
   *
   * @return whether it could: not with huge numbers
   */
  boolean run(Dense result) {
    Magnitudes magnitudes = new Magnitudes();
    WinogradWeights kernels = new WinogradWeights(runtime, sizes, magnitudes);
    WinogradInput images = new WinogradInput(runtime, sizes, input, magnitudes);
    WinogradUpstream upstream = new WinogradUpstream(runtime, sizes, gradient, magnitudes);
    try (Scratch scratch = runtime.scratch().get()) {
      var chunks = WinogradTiles.of(sizes).chunks(sizes);
      int most = chunks.getFirst().count();
      MemorySegment v = scratch.take(bytes(sizes.in(), most));
      MemorySegment p = scratch.take(bytes(sizes.out(), most));
      MemorySegment sums = scratch.take(bytes(sizes.out(), sizes.in()));
      for (int group = 0; group < sizes.groups(); group++) {
        for (Chunk chunk : chunks) {
          images.transform(chunk, group, v);
          upstream.transform(chunk, group, p);
          if (magnitudes.areHuge()) {
            return false;
          }
          multiply(p, v, chunk.count(), sums, chunk != chunks.getFirst());
        }
        kernels.transformBack(sums, result, group);
      }
    }
    return true;
  }

  private static long bytes(int rows, int columns) {
    return (long) Winograd.POINTS * rows * columns * Float.BYTES;
  }

  private void multiply(
      MemorySegment p, MemorySegment v, int tiles, MemorySegment sums, boolean add) {
    int in = sizes.in();
    int out = sizes.out();
    runtime
        .gemm()
        .accept(
            new GemmProblem(
                DType.F32,
                Winograd.POINTS,
                out,
                in,
                tiles,
                new GemmMatrix(p, 0, (long) out * tiles, tiles, 1),
                new GemmMatrix(v, 0, (long) in * tiles, 1, tiles),
                new GemmMatrix(sums, 0, (long) out * in, in, 1),
                add));
  }
}
