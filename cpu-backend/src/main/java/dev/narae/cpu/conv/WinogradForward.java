package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;
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
      MemorySegment u = scratch.take(bytes(sizes.out(), sizes.in()));
      MemorySegment v = scratch.take(bytes(sizes.in(), most));
      MemorySegment m = scratch.take(bytes(sizes.out(), most));
      for (int group = 0; group < sizes.groups(); group++) {
        kernels.transform(weights, group, u);
        for (Chunk chunk : chunks) {
          images.transform(chunk, group, v);
          if (magnitudes.areHuge()) {
            return false;
          }
          multiply(u, v, chunk.count(), m);
          results.transform(chunk, group, m);
        }
      }
    }
    return true;
  }

  private static long bytes(int rows, int columns) {
    return (long) Winograd.POINTS * rows * columns * Float.BYTES;
  }

  private void multiply(MemorySegment u, MemorySegment v, int tiles, MemorySegment m) {
    int in = sizes.in();
    int out = sizes.out();
    runtime
        .gemm()
        .accept(
            new GemmProblem(
                DType.F32,
                Winograd.POINTS,
                out,
                tiles,
                in,
                new GemmMatrix(u, 0, (long) out * in, in, 1),
                new GemmMatrix(v, 0, (long) in * tiles, tiles, 1),
                new GemmMatrix(m, 0, (long) out * tiles, tiles, 1),
                false));
  }
}
