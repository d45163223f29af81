package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Cells;
import dev.narae.cpu.Dense;
import dev.narae.cpu.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The products of a convolution of stride 1 straight from the padded planes. Vectors run along the
 * rows of a plane and on into the next row: what lies between two output rows is computed too and
 * dropped, which is cheaper than to store the patches.
 */
final class DirectForward {
  private final ConvBlock block;
  private final DType dtype;
  private final TapTiles tiles;
  private final MemorySegment weights;
  private final long[] steps;

  private DirectForward(ConvBlock block, DType dtype, TapTiles tiles, MemorySegment weights) {
    this.block = block;
    this.dtype = dtype;
    this.tiles = tiles;
    this.weights = weights;
    this.steps = new long[block.sizes().taps()];
    for (int k = 0; k < steps.length; k++) {
      steps[k] = block.tap(k) * dtype.bytes();
    }
  }

  /** The packed weights and kernels; null if the convolution has to go by patches. */
  static @Nullable DirectForward prepare(
      ConvRuntime runtime, ConvBlock block, DType dtype, Dense weights, Scratch scratch) {
    ConvSizes sizes = block.sizes();
    ConvKernels kernels = runtime.kernels();
    if (kernels == null || !sizes.unitStride() || sizes.empty()) {
      return null;
    }
    Optional<TapTiles> found = TapTiles.find(kernels, dtype, sizes.out(), sizes.taps(), false);
    if (found.isEmpty()) {
      return null;
    }
    MemorySegment packed =
        scratch.take((long) sizes.groups() * sizes.out() * sizes.taps() * dtype.bytes());
    DirectForward direct = new DirectForward(block, dtype, found.get(), packed);
    int strips = found.get().strips().count();
    runtime
        .parallel()
        .run(sizes.groups() * strips, i -> direct.pack(i / strips, i % strips, weights));
    return direct;
  }

  /** The position of a strip's weights: [group][strip][tap][row]. */
  private long packedAt(int group, int strip) {
    ConvSizes sizes = block.sizes();
    return ((long) group * sizes.out() + tiles.strips().start(strip)) * sizes.taps();
  }

  private void pack(int group, int strip, Dense source) {
    int taps = block.sizes().taps();
    int rows = tiles.strips().size(strip);
    long at = packedAt(group, strip);
    for (int r = 0; r < rows; r++) {
      long from = source.at() + at + (long) r * taps;
      Cells.copy(source.memory(), from, 1, weights, at + r, rows, taps, dtype.bytes());
    }
  }

  /** Elements to leave free after the planes, which tiles read beyond the last column. */
  int slack() {
    return tiles.columns();
  }

  /** Elements of a row of the result. */
  int resultRow(int rows) {
    return tiles.padded((rows - 1) * block.pitch() + block.sizes().outW());
  }

  /** Computes (O, {@link #resultRow}): output rows lie {@link ConvBlock#pitch} apart. */
  void multiply(int group, MemorySegment planes, int rows, MemorySegment result) {
    int row = resultRow(rows);
    for (int s = 0; s < tiles.strips().count(); s++) {
      long resultAt = (long) tiles.strips().start(s) * row;
      tiles.multiply(s, weights, packedAt(group, s), planes, 0, steps, row, result, resultAt, row);
    }
  }
}
