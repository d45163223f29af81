package dev.narae.cpu.conv;

import dev.narae.cpu.Dense;
import dev.narae.cpu.Scratch;
import dev.narae.cpu.conv.WinogradTiles.Chunk;
import java.util.List;

/**
 * The gradient for weights by the transforms of {@link Winograd}: what the chain rule makes of
 * them. The products of transformed upstream gradients and inputs are summed over all tiles.
 */
final class WinogradWeightGrad {
  /** What may be taken for the sums of all parts, which are as many on any machine. */
  private static final long PARTS_BYTES = 1 << 24;

  /** Tiles of a part at least: fewer would not repay going over its sums. */
  private static final int FEWEST_TILES = 32;

  /** Tasks at least, on any machine. */
  private static final int TASKS = 6;

  private static final int MOST_PARTS = 8;

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
    WinogradTiles tiles = WinogradTiles.of(sizes);
    long all = (long) sizes.images() * tiles.rows() * tiles.columns();
    int wanted = Math.clamp(all / FEWEST_TILES, 1, mostParts());
    // Chunks decide about bits, so they are cut alike for any number of threads.
    long tileBytes =
        (long) lines(wanted, TASKS) * WinogradLoops.SIDE * (sizes.in() + sizes.out()) * Float.BYTES;
    long most = Math.min(WinogradTiles.CHUNK_BYTES / tileBytes, Math.ceilDiv(all, wanted));
    List<Chunk> chunks = tiles.chunks(sizes.images(), most);
    int parts = Math.min(wanted, chunks.size());
    int lines = lines(parts, Math.max(TASKS, runtime.threads()));
    int groups = WinogradLoops.SIDE / lines;
    try (Scratch scratch = runtime.scratch().get()) {
      WinogradMatrices[] sums = new WinogradMatrices[parts];
      for (int i = 0; i < parts; i++) {
        sums[i] = WinogradMatrices.take(scratch, sizes.out(), sizes.in());
      }
      for (int group = 0; group < sizes.groups() && !magnitudes.areHuge(); group++) {
        int current = group;
        runtime
            .parallel()
            .run(
                parts * groups,
                task -> {
                  int part = task / groups;
                  int from = (int) ((long) chunks.size() * part / parts);
                  int end = (int) ((long) chunks.size() * (part + 1) / parts);
                  WinogradMatrices to = sums[part].lines(task % groups * lines, lines);
                  sum(chunks, from, end, current, to, magnitudes);
                });
        if (!magnitudes.areHuge()) {
          kernels.transformBack(sums, result, group);
        }
      }
    }
    return !magnitudes.areHuge();
  }

  /** How many parts of the images may be summed by themselves. */
  private int mostParts() {
    long bytes = (long) WinogradLoops.POINTS * sizes.in() * sizes.out() * Float.BYTES;
    return Math.clamp(PARTS_BYTES / bytes, 1, MOST_PARTS);
  }

  /**
   * Lines of points for a task: fewer where there are not parts enough for all threads, though each
   * task then reads all rows again.
   *
   * @param tasks how many there should be
   */
  private static int lines(int parts, int tasks) {
    int lines = WinogradLoops.SIDE;
    while (parts * WinogradLoops.SIDE / lines < tasks && lines > 1) {
      lines = lines == WinogradLoops.SIDE ? lines / 2 : lines - 1;
    }
    return lines;
  }

  /** Sums over some chunks on one thread, in memory that no other core reads. */
  private void sum(
      List<Chunk> chunks,
      int from,
      int end,
      int group,
      WinogradMatrices sums,
      Magnitudes magnitudes) {
    Chunk largest = chunks.getFirst();
    int first = sums.firstLine();
    int lines = sums.lines();
    int most = largest.count();
    var images = WinogradTransform.ofInput(sizes, input, largest, magnitudes);
    var upstream = WinogradTransform.ofUpstream(sizes, gradient, largest, magnitudes);
    try (Scratch scratch = runtime.scratch().get()) {
      WinogradMatrices v = WinogradMatrices.take(scratch, first, lines, sizes.in(), most);
      WinogradMatrices p = WinogradMatrices.take(scratch, first, lines, sizes.out(), most);
      for (int i = from; i < end; i++) {
        Chunk chunk = chunks.get(i);
        images.run(chunk.loops(runtime, sizes.in()), chunk, group, v);
        upstream.run(chunk.loops(runtime, sizes.out()), chunk, group, p);
        if (magnitudes.areHuge()) {
          return;
        }
        WinogradProducts.multiplyTransposed(runtime, p, v, chunk.count(), sums, i > from);
      }
    }
  }
}
