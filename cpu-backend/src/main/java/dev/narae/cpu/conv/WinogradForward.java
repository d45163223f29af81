package dev.narae.cpu.conv;

import dev.narae.cpu.Dense;
import dev.narae.cpu.Scratch;
import dev.narae.cpu.conv.WinogradTiles.Chunk;
import dev.narae.spi.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A convolution by transforms; see {@link Winograd}. */
final class WinogradForward {
  /** Blocks of chunks for a thread: each has arrays of its own, and few even out delays. */
  private static final int BLOCKS_PER_THREAD = 4;

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
    List<Chunk> chunks = chunks();
    try (Scratch scratch = runtime.scratch().get()) {
      WinogradMatrices u = WinogradMatrices.take(scratch, sizes.out(), sizes.in());
      for (int group = 0; group < sizes.groups() && !magnitudes.areHuge(); group++) {
        kernels.transform(weights, group, u);
        int current = group;
        runtime
            .parallel()
            .range(
                chunks.size(),
                chunks.size() / (BLOCKS_PER_THREAD * runtime.threads()),
                (from, end) -> compute(chunks, (int) from, (int) end, current, u, magnitudes));
      }
    }
    return !magnitudes.areHuge();
  }

  /** As many chunks as give each thread the same, for what a chunk holds changes no bit. */
  private List<Chunk> chunks() {
    WinogradTiles tiles = WinogradTiles.of(sizes);
    long all = (long) sizes.images() * tiles.rows() * tiles.columns();
    long ofThread = Math.ceilDiv(all, runtime.threads());
    long bytes = (long) WinogradLoops.POINTS * (sizes.in() + sizes.out()) * Float.BYTES * ofThread;
    long perThread = Math.max(1, Math.round((double) bytes / WinogradTiles.CHUNK_BYTES));
    return tiles.chunks(sizes.images(), Math.ceilDiv(ofThread, perThread));
  }

  /** Computes some chunks on one thread, in memory that no other core reads. */
  private void compute(
      List<Chunk> chunks, int from, int end, int group, WinogradMatrices u, Magnitudes magnitudes) {
    Chunk largest = chunks.getFirst();
    var images = WinogradTransform.ofInput(sizes, input, largest, magnitudes);
    WinogradOutput results = new WinogradOutput(sizes, bias, output, largest);
    try (Scratch scratch = runtime.scratch().get()) {
      WinogradMatrices v = WinogradMatrices.take(scratch, sizes.in(), largest.count());
      WinogradMatrices m = WinogradMatrices.take(scratch, sizes.out(), largest.count());
      for (Chunk chunk : chunks.subList(from, end)) {
        images.run(chunk.loops(runtime, sizes.in()), chunk, group, v);
        if (magnitudes.areHuge()) {
          return;
        }
        WinogradProducts.multiply(runtime, u, v, m);
        results.transform(chunk.loops(runtime, sizes.out()), chunk, group, m);
      }
    }
  }
}
