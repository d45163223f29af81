package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmEngine;
import dev.narae.cpu.Scratch;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sums over windows with vectors across the batch: each lane holds an image, so that no lane is
 * idle, however short the rows are, and what meets only padding is left out instead of multiplied.
 * Images are laid out side by side in cells ({@link BatchCells}); those that do not fill one are
 * left to {@link WindowSums}. All sums have the bits that they have there.
 */
final class BatchSums {
  /** Planes of a cell stay in the second-level cache. */
  private static final long CACHE_BYTES = 1 << 19;

  /** From so many cells on there are enough for several threads. */
  private static final int MANY_CELLS = 8;

  /** Of so few channels {@link WindowSums} loads more than it multiplies. */
  private static final int FEW_CHANNELS = 2;

  /** What that makes of a product. */
  private static final int LOADS = 2;

  /** Elements worth a block of work when they are laid out. */
  private static final long GRAIN = 1 << 14;

  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final Planes input;
  private final @Nullable View bias;
  private final Planes output;

  BatchSums(
      ConvRuntime runtime, ConvSizes sizes, Planes input, @Nullable View bias, Planes output) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.input = input;
    this.bias = bias;
    this.output = output;
  }

  /** Whether this is possible, and faster than {@link WindowSums} as far as sizes tell. */
  static boolean pays(ConvRuntime runtime, ConvSizes sizes, DType dtype, Dense weights) {
    ConvKernels kernels = runtime.kernels();
    if (kernels == null || dtype != DType.F32 || sizes.empty() || inputElements(sizes) == 0) {
      return false;
    }
    int lanes = kernels.lanes(dtype, sizes.outW());
    long count = (long) sizes.groups() * sizes.out() * sizes.taps();
    if (sizes.images() < BatchCells.IMAGES
        || count * dtype.bytes() > kernels.stageRoom()
        || inputElements(sizes) * BatchCells.IMAGES * dtype.bytes() > CACHE_BYTES
        || cost(sizes) >= costByRow(sizes, lanes)) {
      return false;
    }
    // Where padding is left out it gives zeros, which infinite weights would not.
    return sizes.unpadded() || Finite.all(dtype, weights.memory(), weights.at(), count);
  }

  /** Products of an image in one group, and what laying out costs. */
  private static long cost(ConvSizes sizes) {
    long met = Reach.met(Reach.rows(sizes)) * Reach.met(Reach.columns(sizes));
    long results = (long) sizes.out() * sizes.outH() * sizes.outW();
    long inputs = (long) sizes.in() * sizes.height() * sizes.width();
    return met * sizes.in() * sizes.out() + BatchLanes.LAYING_OUT * (inputs + results);
  }

  /** Products of an image in one group as {@link WindowSums} computes them. */
  private static long costByRow(ConvSizes sizes, int lanes) {
    long products = WindowSums.elements(sizes, lanes) * sizes.taps() * sizes.out();
    return sizes.out() <= FEW_CHANNELS ? LOADS * products : products;
  }

  /** Elements of an image. */
  private static long inputElements(ConvSizes sizes) {
    return (long) sizes.groups() * sizes.in() * sizes.height() * sizes.width();
  }

  /** Computes the sums for weights (groups · out, taps). */
  void run(Dense weights) {
    ConvKernels all = Objects.requireNonNull(runtime.kernels());
    int perTile = BatchKernels.perTile(sizes);
    int lanes = all.lanes(DType.F32, sizes.outW());
    BatchBlocks blocks = runtime.blocks().of(sizes, lanes, perTile);
    BatchKernels kernels = BatchKernels.find(all, sizes, perTile, blocks.anyAlone());
    if (kernels == null) {
      // Kernels of the other way would only delay these.
      rest(runtime.plain(), weights, 0);
      return;
    }
    try (Scratch scratch = runtime.scratch().get()) {
      new Work(kernels, blocks, weights, scratch).run(sizes.images() / BatchCells.IMAGES);
    }
    if (sizes.images() % BatchCells.IMAGES != 0) {
      rest(runtime, weights, sizes.images() / BatchCells.IMAGES * BatchCells.IMAGES);
    }
  }

  private void rest(ConvRuntime with, Dense weights, int firstImage) {
    new WindowSums(with, sizes, DType.F32, input, bias, output).run(weights, firstImage);
  }

  /** The memory and the tables of one computation. */
  private final class Work {
    private final BatchKernels kernels;
    private final BatchCells cells;
    private final PackedWeights packed;
    private final MemorySegment last;
    private final MemorySegment none;
    private final Scratch scratch;
    private final BatchBlocks blocks;

    Work(BatchKernels kernels, BatchBlocks blocks, Dense weights, Scratch scratch) {
      this.kernels = kernels;
      this.blocks = blocks;
      this.cells = kernels.cells();
      this.scratch = scratch;
      packed = packed(weights);
      last = Biases.of(scratch, sizes, DType.F32, bias);
      none = Biases.none(scratch, sizes, DType.F32);
    }

    private PackedWeights packed(Dense weights) {
      long size = (long) sizes.groups() * sizes.out() * sizes.taps() * Float.BYTES;
      PackedWeights packed =
          new PackedWeights(
              scratch.take(size), 0, kernels.strips(), sizes.out(), sizes.taps(), Float.BYTES);
      packed.pack(
          runtime.parallel(),
          sizes.groups(),
          PackedWeights.rows(weights, sizes.out(), sizes.taps(), Float.BYTES));
      return packed;
    }

    /** Computes so many cells of images. */
    void run(int count) {
      if (count >= MANY_CELLS) {
        runEach(count);
        return;
      }
      MemorySegment planes = scratch.take(count * planes() * Float.BYTES);
      layOut(count, planes);
      multiply(count, planes);
    }

    /** Each cell as a whole: a thread finds in its caches what it has laid out. */
    private void runEach(int count) {
      runtime
          .parallel()
          .range(
              count,
              1,
              (from, to) -> {
                try (Scratch mine = runtime.scratch().get()) {
                  MemorySegment planes = mine.take(planes() * Float.BYTES);
                  try (Worker worker = new Worker(planes)) {
                    for (int cell = (int) from; cell < to; cell++) {
                      for (int channel = 0; channel < channels(); channel++) {
                        layOut(cell, channel, planes, channel * plane());
                      }
                      for (int part = 0; part < perCell(); part++) {
                        worker.run(cell, 0, part);
                      }
                    }
                  }
                }
              });
    }

    /** Input channels of all groups. */
    private int channels() {
      return sizes.groups() * sizes.in();
    }

    /** Strips of channels in blocks of output rows. */
    private int perCell() {
      return sizes.groups() * kernels.strips().count() * blocks.count();
    }

    /** Elements of the planes of a cell. */
    private long planes() {
      return channels() * plane();
    }

    /** Elements of the planes of a channel. */
    private long plane() {
      return (long) sizes.height() * sizes.width() * BatchCells.IMAGES;
    }

    private void layOut(int count, MemorySegment planes) {
      runtime
          .parallel()
          .range(
              (long) count * channels(),
              GRAIN / plane(),
              (from, to) -> {
                for (long i = from; i < to; i++) {
                  layOut((int) (i / channels()), (int) (i % channels()), planes, i * plane());
                }
              });
    }

    private void layOut(int cell, int channel, MemorySegment planes, long at) {
      cells.layOut(input, cell * BatchCells.IMAGES, channel, planes, at);
    }

    private void multiply(int count, MemorySegment planes) {
      int perCell = perCell();
      runtime
          .parallel()
          .range(
              (long) count * perCell,
              1,
              (from, to) -> {
                try (Worker worker = new Worker(planes)) {
                  for (long i = from; i < to; i++) {
                    int cell = (int) (i / perCell);
                    worker.run(cell, cell * planes(), (int) (i % perCell));
                  }
                }
              });
    }

    /** Computes blocks, one after the other, on one thread. */
    private final class Worker implements AutoCloseable {
      private final MemorySegment planes;
      private final StagedWeights staged;
      private final Scratch mine = runtime.scratch().get();
      private final MemorySegment result;
      private final long[] places = new long[cells.loops().lanes()];

      Worker(MemorySegment planes) {
        this.planes = planes;
        staged =
            StagedWeights.of(Objects.requireNonNull(runtime.kernels()), packed, sizes.groups());
        result = mine.take(kernels.strips().size(0) * resultRow(0) * Float.BYTES);
      }

      /** Elements of a channel of the result of a block. */
      private long resultRow(int block) {
        return (long) blocks.rows().size(block) * sizes.outW() * BatchCells.IMAGES;
      }

      /**
       * Computes some output rows of a strip of channels, of the images of a cell.
       *
       * @param planesAt where its planes begin
       */
      void run(int cell, long planesAt, int part) {
        int strips = sizes.groups() * kernels.strips().count();
        int block = part / strips;
        int group = part % strips / kernels.strips().count();
        int inGroup = part % kernels.strips().count();
        long from = planesAt + (long) group * sizes.in() * plane();
        for (MetPixels some : blocks.pixels().get(block)) {
          for (int tap = 0; tap < sizes.taps(); tap += GemmEngine.SLAB) {
            multiply(some, group, inGroup, tap, from * Float.BYTES, resultRow(block));
          }
        }
        int image = cell * BatchCells.IMAGES;
        int channel = group * sizes.out() + kernels.strips().start(inGroup);
        int top = blocks.rows().start(block);
        for (int c = 0; c < kernels.strips().size(inGroup); c++) {
          long at = c * resultRow(block);
          cells.store(
              result, at, output, image, channel + c, top, blocks.rows().size(block), places);
        }
      }

      /** Adds a slab of taps, which is cut like those of matrix products. */
      private void multiply(
          MetPixels some, int group, int strip, int tap, long from, long resultRow) {
        int end = Math.min(sizes.taps(), tap + GemmEngine.SLAB);
        int window = sizes.kernelH() * sizes.kernelW();
        int channel = tap / window;
        MetTaps taps = some.taps();
        (some.perTile() == 1 ? kernels.singles() : kernels.wide())
            .of(strip, tap)
            .multiply(
                staged.weights().memory(),
                staged.weights().at(group, strip, channel * window),
                planes,
                from + channel * plane() * Float.BYTES,
                taps.steps(),
                taps.inChannel(tap),
                taps.before(end) - taps.before(tap),
                some.tiles(),
                0,
                some.count(),
                result,
                0,
                resultRow * Float.BYTES,
                end == sizes.taps() ? last : none,
                (long) (group * sizes.out() + kernels.strips().start(strip)) * Float.BYTES);
      }

      @Override
      public void close() {
        staged.close();
        mine.close();
      }
    }
  }
}
