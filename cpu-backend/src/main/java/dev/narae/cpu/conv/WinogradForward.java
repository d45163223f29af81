package dev.narae.cpu.conv;

import dev.narae.cpu.Dense;
import dev.narae.cpu.Scratch;
import dev.narae.cpu.conv.WinogradTiles.Chunk;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A convolution by transforms; see {@link Winograd}. */
final class WinogradForward {
  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final Planes input;
  private final @Nullable View bias;
  private final Planes output;

  WinogradForward(
      ConvRuntime runtime, ConvSizes sizes, Planes input, @Nullable View bias, Planes output) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.input = input;
    this.bias = bias;
    this.output = output;
  }

  /**
   * Computes the outputs for weights (groups · out, 9 in).
   *
   * @return whether it could: not with huge numbers, and then outputs have been overwritten
   */
  boolean run(Dense weights) {
    Magnitudes magnitudes = new Magnitudes();
    WinogradWeights kernels = new WinogradWeights(runtime, sizes, magnitudes);
    WinogradInput images = new WinogradInput(runtime, sizes, input, magnitudes);
    WinogradOutput results = new WinogradOutput(runtime, sizes, bias, output);
    try (Scratch scratch = runtime.scratch().get()) {
      var chunks = WinogradTiles.of(sizes).chunks(sizes);
      int most = chunks.getFirst().count();
      MemorySegment u = WinogradProducts.take(scratch, sizes.out(), sizes.in());
      MemorySegment v = WinogradProducts.take(scratch, sizes.in(), most);
      MemorySegment m = WinogradProducts.take(scratch, sizes.out(), most);
      for (int group = 0; group < sizes.groups(); group++) {
        kernels.transform(weights, group, u);
        for (Chunk chunk : chunks) {
          images.transform(chunk, group, v);
          if (magnitudes.areHuge()) {
            return false;
          }
          WinogradProducts.multiply(runtime, u, v, m, sizes.out(), chunk.count(), sizes.in());
          results.transform(chunk, group, m);
        }
      }
    }
    return true;
  }
}
