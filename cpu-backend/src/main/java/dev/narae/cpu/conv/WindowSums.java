package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmEngine;
import dev.narae.cpu.Scratch;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Sums over windows: for each block of output rows the product of the packed weights and what their
 * windows meet, which is read straight from the planes. An image without padding is its own planes;
 * otherwise the rows of a block are copied to padded planes, which stay in the cache.
 */
final class WindowSums {
  /** Planes and results of a block stay in the second-level cache. */
  private static final long CACHE_BYTES = 1 << 18;

  /** Blocks in a batch that keep several threads busy. */
  private static final int BLOCKS = 16;

  /** Products worth a block of work. */
  private static final long GRAIN = 1 << 17;

  /** From this depth on a tile is taken through all strips, so that its windows stay in L1. */
  private static final int DEEP = 64;

  /** Elements from which on a plain loop is long. */
  private static final int PLAIN_WIDTH = 64;

  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final DType dtype;
  private final int bytes;
  private final Planes input;
  private final Planes output;
  private final @Nullable View bias;
  private final WindowKernels kernels;
  private final boolean inPlace;
  private final PlaneGrid grid;
  private final boolean flat;
  private final boolean direct;
  private final int rows;
  private final int blocks;
  private final long[] steps;
  private final TileTable tiles;
  private final TileTable lastTiles;

  WindowSums(
      ConvRuntime runtime,
      ConvSizes sizes,
      DType dtype,
      Planes input,
      @Nullable View bias,
      Planes output) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.dtype = dtype;
    this.bytes = dtype.bytes();
    this.input = input;
    this.output = output;
    this.bias = bias;
    int width = sizes.outW();
    boolean several = sizes.taps() > GemmEngine.SLAB;
    boolean bare = sizes.unpadded() && sizes.window().strideW() == 1 && input.dense();
    int pitch = bare ? sizes.width() : PlaneGrid.padded(sizes, 1).pitch();
    kernels =
        WindowKernels.find(
            runtime,
            dtype,
            sizes.out(),
            plainWidth(pitch),
            several ? WindowKernels.Use.STORE_SLABS : WindowKernels.Use.STORE,
            sizes.allProducts());
    flat = width < kernels.lanes() || flatPays(sizes.window().strideH() * pitch);
    rows = blockRows(bare, pitch);
    blocks = Math.ceilDiv(sizes.outH(), rows);
    int lastRows = sizes.outH() - (blocks - 1) * rows;
    boolean reachesOver = flat && flatTotal(lastRows, pitch) < kernels.lanes();
    inPlace = bare && !reachesOver;
    grid =
        inPlace
            ? new PlaneGrid(sizes, input.channelStride(), pitch, pitch)
            : PlaneGrid.padded(sizes, rows);
    direct =
        output.denseRows()
            && !reachesOver
            && (!flat || (grid.outputPitch() == width && output.rowStride() == width));
    steps = grid.taps(bytes);
    tiles = tiles(rows);
    lastTiles = lastRows == rows ? tiles : tiles(lastRows);
  }

  /** The length of a plain loop: short rows are joined, lest the loop be all beginning and end. */
  private int plainWidth(int pitch) {
    int width = sizes.outW();
    return width >= PLAIN_WIDTH
        ? width
        : Math.max(width, Math.min(PLAIN_WIDTH, flatTotal(sizes.outH(), pitch)));
  }

  /** Whether it is cheaper to run across the ends of rows and to copy the results. */
  private boolean flatPays(int pitch) {
    int width = sizes.outW();
    long byRow = (long) Math.ceilDiv(width, kernels.lanes()) * kernels.lanes() * sizes.taps();
    long across = (long) pitch * sizes.taps() + (pitch == width ? 0 : 8L * width);
    return across < byRow;
  }

  private int blockRows(boolean bare, int pitch) {
    int height = sizes.outH();
    long items = (long) sizes.images() * sizes.groups();
    long forThreads = Math.ceilDiv(BLOCKS, items);
    long rowBytes = (long) sizes.in() * sizes.window().strideH() * pitch * bytes;
    if (flat) {
      rowBytes += (long) sizes.out() * pitch * bytes;
    }
    long forCache = bare ? 1 : Math.ceilDiv(height * rowBytes, CACHE_BYTES);
    // Neighbouring blocks copy some of the same rows: few rows would be copied often.
    long most = Math.ceilDiv(height, Math.min(height, 4));
    long count = Math.clamp(Math.max(forThreads, Math.min(forCache, most)), 1, height);
    return (int) Math.ceilDiv(height, count);
  }

  private int flatTotal(int count, int pitch) {
    return (count - 1) * sizes.window().strideH() * pitch + sizes.outW();
  }

  /** From an output row to the next in a result that is copied later, in elements. */
  private int resultPitch() {
    return flat ? grid.outputPitch() : sizes.outW();
  }

  /** Elements of a channel of such a result. */
  private int resultRow(int count) {
    return flat ? Math.max(flatTotal(count, grid.pitch()), kernels.lanes()) : count * sizes.outW();
  }

  private TileTable tiles(int count) {
    int lanes = kernels.lanes();
    if (flat) {
      return TileTable.flat(flatTotal(count, grid.pitch()), lanes, kernels.vectors(), bytes);
    }
    long to = direct ? output.rowStride() : resultPitch();
    return TileTable.rows(
        count, sizes.outW(), lanes, kernels.vectors(), grid.outputPitch(), to, bytes);
  }

  /**
   * What a channel's elements cost, those for nothing included: rows in whole vectors, or across
   * the ends of rows.
   */
  static long elements(ConvSizes sizes, int lanes) {
    boolean bare = sizes.unpadded() && sizes.window().strideW() == 1;
    int pitch = bare ? sizes.width() : PlaneGrid.padded(sizes, 1).pitch();
    long byRow = (long) sizes.outH() * Math.ceilDiv(sizes.outW(), lanes);
    long total = (sizes.outH() - 1L) * sizes.window().strideH() * pitch + sizes.outW();
    return Math.min(byRow, Math.ceilDiv(total, lanes)) * lanes;
  }

  /**
   * Computes the sums for weights (groups · out, taps).
   *
   * @param firstImage the first image that is computed, as are all after it
   */
  void run(Dense weights, int firstImage) {
    try (Scratch scratch = runtime.scratch().get()) {
      long size = (long) sizes.groups() * sizes.out() * sizes.taps();
      PackedWeights packed =
          new PackedWeights(
              scratch.take(size * bytes), 0, kernels.strips(), sizes.out(), sizes.taps(), bytes);
      packed.pack(
          runtime.parallel(),
          sizes.groups(),
          PackedWeights.rows(weights, sizes.out(), sizes.taps(), bytes));
      MemorySegment last = Biases.of(scratch, sizes, dtype, bias);
      MemorySegment none = Biases.none(scratch, sizes, dtype);
      long perImage = (long) sizes.groups() * blocks;
      long cost = Math.max(1, sizes.products() / blocks);
      runtime
          .parallel()
          .range(
              (sizes.images() - firstImage) * perImage,
              GRAIN / cost,
              (from, to) -> {
                try (StagedWeights staged =
                        StagedWeights.of(kernels.family(), packed, sizes.groups());
                    Worker worker = new Worker(staged.weights(), none, last)) {
                  for (long i = from; i < to; i++) {
                    int inImage = (int) (i % perImage);
                    worker.run(
                        firstImage + (int) (i / perImage), inImage / blocks, inImage % blocks);
                  }
                }
              });
    }
  }

  /** Computes blocks, one after the other, on one thread. */
  private final class Worker implements AutoCloseable {
    private final PackedWeights weights;
    private final MemorySegment none;
    private final MemorySegment last;
    private final Scratch scratch = runtime.scratch().get();
    private final MemorySegment planes;
    private final MemorySegment result;
    private final MemorySegment partial;

    Worker(PackedWeights weights, MemorySegment none, MemorySegment last) {
      this.weights = weights;
      this.none = none;
      this.last = last;
      long slack = kernels.lanes();
      planes = inPlace ? input.memory() : scratch.take((sizes.in() * grid.plane() + slack) * bytes);
      result =
          direct ? output.memory() : scratch.take((long) sizes.out() * resultRow(rows) * bytes);
      partial = scratch.take((long) sizes.out() * kernels.vectors() * kernels.lanes() * bytes);
    }

    void run(int image, int group, int block) {
      int start = block * rows;
      int count = Math.min(rows, sizes.outH() - start);
      int top = start * sizes.window().strideH() - sizes.window().padH();
      int channel = group * sizes.in();
      if (!inPlace) {
        new PlaneLoader(input, grid, bytes)
            .load(image, channel, sizes.in(), top, sizes.reachH(count), planes, 0);
      }
      long from = inPlace ? input.at(image, channel, top) : 0;
      int outChannel = group * sizes.out();
      long to = direct ? output.at(image, outChannel, start) : 0;
      long row = direct ? output.channelStride() : resultRow(count);
      multiply(group, count, from * bytes, to * bytes, row * bytes);
      for (int o = 0; o < sizes.out() && !direct; o++) {
        output.store(result, o * row, resultPitch(), image, outChannel + o, start, count);
      }
    }

    private void multiply(int group, int count, long from, long to, long row) {
      TileTable table = count == rows ? tiles : lastTiles;
      if (steps.length < DEEP) {
        multiplyStrips(group, table, 0, table.count(), from, to, row);
        return;
      }
      for (int t = 0; t < table.count(); t++) {
        if (steps.length <= GemmEngine.SLAB) {
          multiplyStrips(group, table, t, t + 1, from, to, row);
        } else {
          multiplySlabs(group, table, t, from, to, row);
        }
      }
    }

    private void multiplyStrips(
        int group, TileTable table, int first, int end, long from, long to, long row) {
      for (int s = 0; s < kernels.strips().count(); s++) {
        int start = kernels.strips().start(s);
        kernels
            .first()
            .get(s)
            .multiply(
                weights.memory(),
                weights.at(group, s, 0),
                planes,
                from,
                steps,
                0,
                steps.length,
                table.offsets(),
                first,
                end,
                result,
                to + start * row,
                row,
                last,
                ((long) group * sizes.out() + start) * bytes);
      }
    }

    /** The sums of a tile are cut like those of matrix products, and kept aside meanwhile. */
    private void multiplySlabs(int group, TileTable table, int tile, long from, long to, long row) {
      long[] aside = table.aside(tile, kernels.vectors(), kernels.lanes() * bytes);
      for (int step = 0; step < steps.length; step += GemmEngine.SLAB) {
        for (int s = 0; s < kernels.strips().count(); s++) {
          multiplySlab(group, s, step, aside, from);
        }
      }
      for (int s = 0; s < kernels.strips().count(); s++) {
        storeSums(group, s, table, tile, to, row);
      }
    }

    private void multiplySlab(int group, int strip, int step, long[] aside, long from) {
      (step == 0 ? kernels.first() : kernels.more())
          .get(strip)
          .multiply(
              weights.memory(),
              weights.at(group, strip, step),
              planes,
              from,
              steps,
              step,
              Math.min(GemmEngine.SLAB, steps.length - step),
              aside,
              0,
              1,
              partial,
              kernels.strips().start(strip) * partialRow(),
              partialRow(),
              none,
              0);
    }

    private void storeSums(int group, int strip, TileTable table, int tile, long to, long row) {
      int start = kernels.strips().start(strip);
      kernels
          .last()
          .get(strip)
          .multiply(
              partial,
              start * partialRow(),
              partial,
              0,
              steps,
              0,
              0,
              table.offsets(),
              tile,
              tile + 1,
              result,
              to + start * row,
              row,
              last,
              ((long) group * sizes.out() + start) * bytes);
    }

    /** From a row of a tile of sums to the next, in bytes. */
    private long partialRow() {
      return (long) kernels.vectors() * kernels.lanes() * bytes;
    }

    @Override
    public void close() {
      scratch.close();
    }
  }
}
