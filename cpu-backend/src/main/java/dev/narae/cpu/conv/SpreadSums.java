package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Cells;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmEngine;
import dev.narae.cpu.Scratch;
import java.lang.foreign.MemorySegment;

/**
 * Each element of the upstream gradient spread over its window by the weights: for each element of
 * the kernel a product of the weights there and the gradient, added to the planes where that
 * element meets the image.
 */
final class SpreadSums {
  /** Planes of some channels that stay in the second-level cache. */
  private static final long CACHE_BYTES = 1 << 17;

  /** Items that keep several threads busy. */
  private static final int ITEMS = 16;

  /** Products worth a block of work. */
  private static final long GRAIN = 1 << 17;

  /** From this depth on a tile is taken through all strips, so that its gradients stay in L1. */
  private static final int DEEP = 64;

  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final DType dtype;
  private final int bytes;
  private final Planes gradient;
  private final Planes output;

  SpreadSums(ConvRuntime runtime, ConvSizes sizes, DType dtype, Planes gradient, Planes output) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.dtype = dtype;
    this.bytes = dtype.bytes();
    this.gradient = gradient;
    this.output = output;
  }

  /** Computes the gradient for weights (groups · out, taps). */
  void run(Dense weights) {
    try (Scratch scratch = runtime.scratch().get()) {
      if (sizes.empty()) {
        new Plan(plain(), weights, scratch).run();
        return;
      }
      WindowKernels kernels =
          WindowKernels.find(
              runtime, dtype, sizes.in(), sizes.outW(), WindowKernels.Use.ADD, sizes.allProducts());
      long count = (long) sizes.groups() * sizes.out() * sizes.taps();
      // The zeros after a row must give zeros, which infinite weights would not.
      boolean safe = isWhole(kernels) || Finite.all(dtype, weights.memory(), weights.at(), count);
      new Plan(safe ? kernels : plain(), weights, scratch).run();
    }
  }

  /** Whether tiles cover the gradient exactly. */
  private boolean isWhole(WindowKernels kernels) {
    int inRow = sizes.outW() / kernels.lanes();
    return sizes.outW() % kernels.lanes() == 0
        && (long) sizes.outH() * inRow % kernels.vectors() == 0;
  }

  private WindowKernels plain() {
    return WindowKernels.plain(dtype, sizes.in(), Math.max(1, sizes.outW()), WindowKernels.Use.ADD);
  }

  private int window() {
    return sizes.kernelH() * sizes.kernelW();
  }

  /** How the work is done with some kernels. */
  private final class Plan {
    private final WindowKernels kernels;
    private final RowStrips strips;
    private final PlaneGrid grid;
    private final boolean inPlace;
    private final int gradientPitch;
    private final long gradientPlane;
    private final int stripsInChunk;
    private final int chunks;
    private final long[] steps;
    private final TileTable tiles;
    private final PackedWeights weights;
    private final MemorySegment none;

    Plan(WindowKernels kernels, Dense source, Scratch scratch) {
      this.kernels = kernels;
      this.strips = kernels.strips();
      int lanes = kernels.lanes();
      // A vector past the end of the last row adds zeros to the slack.
      grid = PlaneGrid.whole(sizes, lanes);
      int width = Math.max(0, sizes.outW());
      int padded = Math.ceilDiv(width, lanes) * lanes;
      inPlace = gradient.denseRows() && isWhole(kernels);
      gradientPitch = padded;
      gradientPlane = (long) Math.max(0, sizes.outH()) * padded + lanes;
      stripsInChunk = stripsInChunk();
      chunks = Math.ceilDiv(strips.count(), stripsInChunk);
      steps = new long[sizes.out()];
      for (int o = 0; o < steps.length; o++) {
        steps[o] = o * (inPlace ? gradient.channelStride() : gradientPlane) * bytes;
      }
      long from = inPlace ? gradient.rowStride() : gradientPitch;
      long zeros = (long) Math.max(0, sizes.outH()) * padded;
      tiles =
          TileTable.adding(
              Math.max(0, sizes.outH()),
              width,
              lanes,
              kernels.vectors(),
              from,
              grid.outputPitch(),
              zeros,
              bytes);
      long size = (long) sizes.groups() * sizes.out() * sizes.taps();
      weights =
          new PackedWeights(
              scratch.take(size * bytes), 0, strips, sizes.in(), window() * sizes.out(), bytes);
      weights.pack(runtime.parallel(), sizes.groups(), byTap(source));
      none = scratch.take((long) sizes.in() * bytes);
      Sums.fillNegativeZeros(dtype, none, sizes.in());
    }

    private int stripsInChunk() {
      long stripBytes = strips.size(0) * grid.plane() * bytes;
      long inCache = CACHE_BYTES / Math.max(1, stripBytes);
      long items = Math.max(1, (long) sizes.images() * sizes.groups());
      long forThreads = strips.count() / Math.ceilDiv(ITEMS, items);
      return Math.clamp(Math.min(inCache, forThreads), 1, strips.count());
    }

    /** The steps of an input channel: for each element of the kernel the output channels. */
    private PackedWeights.Source byTap(Dense source) {
      return (group, row, to, toAt, apart) -> {
        long first = source.at() + (long) group * sizes.out() * sizes.taps();
        for (int tap = 0; tap < window(); tap++) {
          long from = first + (long) row * window() + tap;
          long at = toAt + (long) tap * sizes.out() * apart;
          Cells.copy(source.memory(), from, sizes.taps(), to, at, apart, sizes.out(), bytes);
        }
      };
    }

    void run() {
      long perImage = (long) sizes.groups() * chunks;
      long cost = Math.max(1, sizes.products() / chunks);
      runtime
          .parallel()
          .range(
              sizes.images() * perImage,
              GRAIN / cost,
              (from, to) -> {
                try (Scratch scratch = runtime.scratch().get();
                    StagedWeights staged =
                        StagedWeights.of(kernels.family(), weights, sizes.groups())) {
                  Worker worker = new Worker(scratch, staged.weights());
                  for (long i = from; i < to; i++) {
                    int inImage = (int) (i % perImage);
                    worker.run((int) (i / perImage), inImage / chunks, inImage % chunks);
                  }
                }
              });
    }

    /** Computes some channels of an image, again and again on one thread. */
    private final class Worker {
      private final PackedWeights staged;
      private final MemorySegment planes;
      private final MemorySegment upstream;

      Worker(Scratch scratch, PackedWeights staged) {
        this.staged = staged;
        planes = scratch.take((long) stripsInChunk * strips.size(0) * grid.plane() * bytes);
        upstream = inPlace ? gradient.memory() : scratch.take(sizes.out() * gradientPlane * bytes);
      }

      void run(int image, int group, int chunk) {
        int firstStrip = chunk * stripsInChunk;
        int endStrip = Math.min(strips.count(), firstStrip + stripsInChunk);
        int first = strips.start(firstStrip);
        int count = strips.start(endStrip - 1) + strips.size(endStrip - 1) - first;
        Cells.clear(planes, 0, count * grid.plane(), bytes);
        if (!sizes.empty()) {
          long from = upstream(image, group);
          // The outer loop over the window is the order in which the products are added.
          for (int tap = 0; tap < window(); tap++) {
            for (int step = 0; step < steps.length; step += GemmEngine.SLAB) {
              add(group, tap, step, firstStrip, endStrip, from * bytes);
            }
          }
        }
        for (int c = 0; c < count; c++) {
          store(image, group * sizes.in() + first + c, c * grid.plane());
        }
      }

      /** The position of the gradient of an image, which is copied if it has to be. */
      private long upstream(int image, int group) {
        int channel = group * sizes.out();
        if (inPlace) {
          return gradient.at(image, channel, 0);
        }
        int rows = sizes.outH();
        for (int o = 0; o < sizes.out(); o++) {
          long to = o * gradientPlane;
          gradient.load(
              image, channel + o, 0, 0, 1, rows, gradientPitch, upstream, to, gradientPitch);
          long end = (long) rows * gradientPitch;
          Cells.clear(upstream, to + end, gradientPlane - end, bytes);
        }
        return 0;
      }

      private void add(int group, int tap, int step, int firstStrip, int endStrip, long from) {
        if (sizes.out() < DEEP) {
          for (int s = firstStrip; s < endStrip; s++) {
            add(group, tap, step, s, firstStrip, 0, tiles.count(), from);
          }
          return;
        }
        for (int t = 0; t < tiles.count(); t++) {
          for (int s = firstStrip; s < endStrip; s++) {
            add(group, tap, step, s, firstStrip, t, t + 1, from);
          }
        }
      }

      private void add(
          int group, int tap, int step, int strip, int firstStrip, int first, int end, long from) {
        int depth = Math.min(GemmEngine.SLAB, sizes.out() - step);
        int plane = strips.start(strip) - strips.start(firstStrip);
        kernels
            .first()
            .get(strip)
            .multiply(
                staged.memory(),
                staged.at(group, strip, tap * sizes.out() + step),
                upstream,
                from,
                steps,
                step,
                depth,
                tiles.offsets(),
                first,
                end,
                planes,
                (plane * grid.plane() + grid.tap(tap)) * bytes,
                grid.plane() * bytes,
                none,
                0);
      }

      private void store(int image, int channel, long plane) {
        int stride = sizes.window().strideW();
        int padW = sizes.window().padW();
        long row = plane + (long) sizes.window().padH() * grid.pitch();
        for (int left = 0; left < Math.min(stride, sizes.width()); left++) {
          long at = row + grid.column(left + padW);
          output.store(planes, at, grid.pitch(), image, channel, 0, sizes.height(), left, stride);
        }
      }
    }
  }
}
