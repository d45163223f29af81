package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Cells;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmEngine;
import dev.narae.cpu.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution of stride 1 for its input, added straight to the padded planes. The
 * upstream gradient is laid out in rows as long as those of the planes, with zeros between, so that
 * each tap adds one long row.
 */
final class DirectInputGrad {
  private final ConvBlock image;
  private final DType dtype;
  private final TapTiles tiles;
  private final MemorySegment weights;

  private DirectInputGrad(ConvBlock image, DType dtype, TapTiles tiles, MemorySegment weights) {
    this.image = image;
    this.dtype = dtype;
    this.tiles = tiles;
    this.weights = weights;
  }

  /** The packed weights and kernels; null if the gradient has to go by patches. */
  static @Nullable DirectInputGrad prepare(
      ConvRuntime runtime, ConvBlock image, DType dtype, Dense weights, Scratch scratch) {
    ConvSizes sizes = image.sizes();
    ConvKernels kernels = runtime.kernels();
    // A sum of several slabs would be added to the planes slab by slab: other bits.
    boolean fits = sizes.unitStride() && !sizes.empty() && sizes.out() <= GemmEngine.SLAB;
    if (kernels == null || !fits) {
      return null;
    }
    long count = (long) sizes.groups() * sizes.out() * sizes.taps();
    // The zeros between rows must give zeros, which infinite weights would not.
    if (!TapTiles.finite(dtype, weights.memory(), weights.at(), count)) {
      return null;
    }
    Optional<TapTiles> found = TapTiles.find(kernels, dtype, sizes.in(), sizes.out(), true);
    if (found.isEmpty()) {
      return null;
    }
    MemorySegment packed = scratch.take(count * dtype.bytes());
    DirectInputGrad direct = new DirectInputGrad(image, dtype, found.get(), packed);
    int strips = found.get().strips().count();
    runtime
        .parallel()
        .run(sizes.groups() * strips, i -> direct.pack(i / strips, i % strips, weights));
    return direct;
  }

  private int window() {
    return image.sizes().kernelH() * image.sizes().kernelW();
  }

  /** The position of the weights of one element of the window: [group][strip][tap][out][row]. */
  private long packedAt(int group, int strip, int tap) {
    ConvSizes sizes = image.sizes();
    long before = ((long) group * sizes.in() + tiles.strips().start(strip)) * window();
    return (before + (long) tap * tiles.strips().size(strip)) * sizes.out();
  }

  private void pack(int group, int strip, Dense source) {
    ConvSizes sizes = image.sizes();
    int rows = tiles.strips().size(strip);
    long groupAt = source.at() + (long) group * sizes.out() * sizes.taps();
    for (int tap = 0; tap < window(); tap++) {
      for (int r = 0; r < rows; r++) {
        long from = groupAt + (long) (tiles.strips().start(strip) + r) * window() + tap;
        long to = packedAt(group, strip, tap) + r;
        Cells.copy(
            source.memory(), from, sizes.taps(), weights, to, rows, sizes.out(), dtype.bytes());
      }
    }
  }

  /** Elements to leave free after the planes, to which tiles add zeros. */
  int slack() {
    return tiles.columns();
  }

  /** Elements of a row of the upstream gradient that holds {@code rows} output rows. */
  int upstreamRow(int rows) {
    return tiles.padded(rows * image.pitch());
  }

  /**
   * Adds the gradient of some output rows.
   *
   * @param upstream (O, {@link #upstreamRow}): rows {@link ConvBlock#pitch} apart, else zeros
   * @param from the first output row
   */
  void multiply(int group, MemorySegment upstream, int from, int rows, MemorySegment planes) {
    int row = upstreamRow(rows);
    int width = (rows - 1) * image.pitch() + image.sizes().outW();
    long[] steps = new long[image.sizes().out()];
    for (int o = 0; o < steps.length; o++) {
      steps[o] = (long) o * row * dtype.bytes();
    }
    // The outer loop over the window keeps the order in which patches are added.
    for (int tap = 0; tap < window(); tap++) {
      for (int s = 0; s < tiles.strips().count(); s++) {
        long to = tiles.strips().start(s) * image.plane() + image.tap(tap) + image.row(from);
        long weightsAt = packedAt(group, s, tap);
        tiles.multiply(s, weights, weightsAt, upstream, 0, steps, width, planes, to, image.plane());
      }
    }
  }
}
