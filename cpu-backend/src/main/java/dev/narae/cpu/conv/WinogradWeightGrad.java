package dev.narae.cpu.conv;

import dev.narae.cpu.Dense;
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
      MemorySegment v = WinogradProducts.take(scratch, sizes.in(), most);
      MemorySegment p = WinogradProducts.take(scratch, sizes.out(), most);
      MemorySegment sums = WinogradProducts.take(scratch, sizes.out(), sizes.in());
      for (int group = 0; group < sizes.groups(); group++) {
        for (Chunk chunk : chunks) {
          images.transform(chunk, group, v);
          upstream.transform(chunk, group, p);
          if (magnitudes.areHuge()) {
            return false;
          }
          boolean add = chunk != chunks.getFirst();
          WinogradProducts.multiplyTransposed(
              runtime, p, v, sums, sizes.out(), sizes.in(), chunk.count(), add);
        }
        kernels.transformBack(sums, result, group);
      }
    }
    return true;
  }
}
