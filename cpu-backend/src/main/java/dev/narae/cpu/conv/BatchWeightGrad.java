package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Cells;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmEngine;
import dev.narae.cpu.Scratch;
import dev.narae.cpu.conv.ConvForm.Before;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution for its weight with vectors across the batch: each lane sums up the
 * images of one part, of the parts that {@link ConvWeightGrad} cuts the batch into. So no lane is
 * idle, however few channels there are and however narrow the kernel, and what a tap meets is
 * loaded as it lies. In each round the parts' next images are laid out side by side, pixel by
 * pixel. This gives the bits of {@link PixelWeightGrad}.
 */
final class BatchWeightGrad {
  /** Planes that are laid out together still lie in the third cache. */
  private static final long CACHE_BYTES = 1 << 21;

  /** Elements worth a block of work when they are laid out. */
  private static final long GRAIN = 1 << 14;

  private final ConvRuntime runtime;
  private final ConvKernels kernels;
  private final ConvSizes sizes;
  private final DType dtype;
  private final int bytes;
  private final BatchLanes lanes;
  private final BatchLayout layout;
  private final int pixels;
  private final BatchTile tile;
  private final int panels;
  private final long[] steps;
  private final long[] tiles;

  BatchWeightGrad(
      ConvRuntime runtime, ConvSizes sizes, DType dtype, Planes input, Planes gradient) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.dtype = dtype;
    this.bytes = dtype.bytes();
    this.kernels = Objects.requireNonNull(runtime.kernels());
    this.lanes = new BatchLanes(sizes, kernels.lanes(dtype, sizes.outW()));
    PlaneGrid grid = PlaneGrid.padded(sizes, sizes.outH());
    this.pixels = sizes.outH() * sizes.outW();
    this.tile = BatchTile.of(sizes, kernels.registers());
    this.layout =
        new BatchLayout(sizes, lanes, tile.channels(), grid, input, gradient, bytes, loops());
    this.panels = sizes.groups() * layout.panelsInGroup();
    this.steps = new long[pixels];
    long cell = (long) lanes.lanes() * bytes;
    for (int p = 0; p < pixels; p++) {
      long row = (long) (p / sizes.outW()) * grid.outputPitch();
      steps[p] = (row + p % sizes.outW()) * cell;
    }
    // What fills up the last tile is summed up beside what counts.
    this.tiles = new long[Math.ceilDiv(sizes.taps(), tile.taps()) * tile.taps()];
    for (int k = 0; k < sizes.taps(); k++) {
      tiles[k] = grid.tap(k) * cell;
    }
  }

  private @Nullable LaneLoops loops() {
    long elements =
        (long) sizes.in() * sizes.height() * sizes.width() + (long) sizes.out() * pixels;
    return dtype == DType.F32 ? kernels.lanes(elements * sizes.groups() * sizes.images()) : null;
  }

  /** Whether this is the fastest way, as far as sizes tell. */
  static boolean pays(ConvRuntime runtime, ConvSizes sizes, DType dtype) {
    ConvKernels kernels = runtime.kernels();
    if (kernels == null) {
      return false;
    }
    int lanes = kernels.lanes(dtype, sizes.outW());
    int parts = ConvWeightGrad.parts(sizes);
    long plane = PlaneGrid.padded(sizes, sizes.outH()).plane() * dtype.bytes();
    long planes = plane * parts * sizes.groups() * sizes.in();
    if (parts % lanes != 0 || planes > CACHE_BYTES || plane * lanes > kernels.reach()) {
      return false;
    }
    return cost(sizes, BatchTile.of(sizes, kernels.registers()))
        < ConvWeightGrad.cost(sizes, lanes);
  }

  /** Products of an output pixel, those for nothing included, and what laying out costs. */
  private static double cost(ConvSizes sizes, BatchTile tile) {
    double pixels = (double) sizes.outH() * sizes.outW();
    double laidOut = sizes.in() * (double) sizes.height() * sizes.width() / pixels + sizes.out();
    return tile.products(sizes) + BatchLanes.LAYING_OUT * laidOut;
  }

  /** The kernel, or null as long as it is not compiled. */
  @Nullable ConvKernel kernel() {
    return kernels.find(
        new ConvForm(
            ConvForm.Kind.IMAGES,
            dtype,
            tile.taps(),
            tile.channels(),
            lanes.lanes(),
            Before.RESULT),
        sizes.allProducts());
  }

  /** Computes the gradient; false while another computation has the memory. */
  boolean run(ConvKernel kernel, Dense result, Scratch scratch) {
    try (SharedStage stage = kernels.shared()) {
      if (stage == null) {
        return false;
      }
      new Work(kernel, stage, scratch).run(result);
    }
    return true;
  }

  private long weights() {
    return (long) sizes.groups() * sizes.out() * sizes.taps();
  }

  /** Vectors, or a few narrow ones together, whose images one thread works on. */
  private int cells() {
    return lanes.groups() / lanes.together();
  }

  /** Elements of the sums of a panel. */
  private long sumElements() {
    return (long) tiles.length * tile.channels() * lanes.lanes();
  }

  /** The memory of one computation. */
  private final class Work {
    private final ConvKernel kernel;
    private final SharedStage stage;
    private final int roundsAtOnce;
    private final MemorySegment sums;
    private final MemorySegment joined;
    private final MemorySegment none;

    Work(ConvKernel kernel, SharedStage stage, Scratch scratch) {
      this.kernel = kernel;
      this.stage = stage;
      long round = layout.planes() * lanes.groups() * bytes;
      roundsAtOnce = Math.clamp(CACHE_BYTES / round, 1, lanes.rounds());
      sums = scratch.take((long) lanes.groups() * panels * sumElements() * bytes);
      joined = scratch.take(cells() * weights() * bytes);
      none = scratch.take((long) tile.channels() * bytes);
    }

    void run(Dense result) {
      if (!sizes.unpadded()) {
        long planes = (long) roundsAtOnce * lanes.groups() * layout.planes();
        Cells.clear(stage.memory(), stage.at() / bytes, planes, bytes);
      }
      for (int round = 0; round < lanes.rounds(); round += roundsAtOnce) {
        int count = Math.min(roundsAtOnce, lanes.rounds() - round);
        layOut(round, count);
        multiply(round, count);
      }
      if (cells() > 1) {
        Sums.joinRows(dtype, joined, weights(), cells(), 0, weights());
      }
      Cells.copy(joined, 0, 1, result.memory(), result.at(), 1, weights(), bytes);
    }

    /** The position of the planes of a vector of images. */
    private long planesAt(int group, int round) {
      return stage.at() / bytes + ((long) group * roundsAtOnce + round) * layout.planes();
    }

    /** A thread lays out those images that it then goes on with. */
    private void layOut(int firstRound, int rounds) {
      int channels = sizes.groups() * sizes.in();
      int perGroup = rounds * channels;
      runtime
          .parallel()
          .range(
              (long) lanes.groups() * perGroup,
              GRAIN / layout.plane(),
              (from, to) -> {
                for (long i = from; i < to; i++) {
                  int group = (int) (i / perGroup);
                  int round = (int) (i % perGroup) / channels;
                  int channel = (int) (i % channels);
                  long at = planesAt(group, round);
                  layout.input(firstRound + round, group, channel, stage.memory(), at);
                }
              });
    }

    private void multiply(int firstRound, int rounds) {
      runtime
          .parallel()
          .range(
              (long) cells() * panels,
              1,
              (from, to) -> {
                LaneSums laneSums =
                    LaneSums.of(dtype, lanes.lanes(), layout.panelRow(), layout.loops());
                try (ConvStage panel = kernels.stage()) {
                  for (long i = from; i < to; i++) {
                    int cell = (int) (i / panels);
                    multiply(firstRound, rounds, cell, (int) (i % panels), panel);
                    if (firstRound + rounds == lanes.rounds()) {
                      join(laneSums, cell, (int) (i % panels));
                    }
                  }
                }
              });
    }

    /** Adds the products of some rounds to the sums of a panel. */
    private void multiply(int firstRound, int rounds, int cell, int panel, ConvStage upstream) {
      if (firstRound == 0) {
        long size = lanes.together() * sumElements();
        Cells.clear(sums, sumsAt(cell, panel, 0), size, bytes);
      }
      for (int vector = 0; vector < lanes.together(); vector++) {
        int group = cell * lanes.together() + vector;
        for (int round = 0; round < rounds; round++) {
          multiply(
              firstRound + round,
              planesAt(group, round),
              group,
              panel,
              upstream,
              sumsAt(cell, panel, vector));
        }
      }
    }

    /** The position of the sums of a panel, those of a vector of a cell's images. */
    private long sumsAt(int cell, int panel, int vector) {
      return (((long) cell * panels + panel) * lanes.together() + vector) * sumElements();
    }

    /** Adds the products of a round to the sums of a panel and a vector of images. */
    private void multiply(
        int round, long planes, int group, int panel, ConvStage upstream, long sumsAt) {
      long channel = (long) (panel / layout.panelsInGroup()) * sizes.in();
      // The sums are cut like those of matrix products.
      for (int step = 0; step < pixels; step += GemmEngine.SLAB) {
        int end = Math.min(pixels, step + GemmEngine.SLAB);
        layout.panel(round, group, panel, step, end, upstream.memory(), upstream.at() / bytes);
        kernel.multiply(
            stage.memory(),
            (planes + channel * layout.plane()) * bytes,
            upstream.memory(),
            upstream.at(),
            steps,
            step,
            end - step,
            tiles,
            0,
            tiles.length / tile.taps(),
            sums,
            sumsAt * bytes,
            (long) layout.panelRow() * bytes,
            none,
            0);
      }
    }

    /** Adds up the parts of the batch that are in a cell, for the output channels of a panel. */
    private void join(LaneSums laneSums, int cell, int panel) {
      for (int end = lanes.together(); end > 1; end /= 2) {
        long half = end / 2 * sumElements();
        long first = sumsAt(cell, panel, 0);
        Sums.add(dtype, sums, first + half, 1, sums, first, half);
      }
      int group = panel / layout.panelsInGroup();
      int start = panel % layout.panelsInGroup() * tile.channels();
      int count = Math.min(tile.channels(), sizes.out() - start);
      for (int c = 0; c < count; c++) {
        long channel = (long) group * sizes.out() + start + c;
        long to = cell * weights() + channel * sizes.taps();
        long at = sumsAt(cell, panel, 0) + (long) c * lanes.lanes();
        laneSums.join(sums, at, joined, to, sizes.taps());
      }
    }
  }
}
