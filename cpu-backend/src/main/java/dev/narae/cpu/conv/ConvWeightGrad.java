package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Cells;
import dev.narae.cpu.Dense;
import dev.narae.cpu.Scratch;
import dev.narae.spi.FusedOp.Conv2dWeightGrad;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;

/**
 * The gradient of a convolution for its weight: the products of the upstream gradient and what the
 * taps meet, summed over all pixels. Small weights are summed over parts of the batch, which are
 * then joined in order; large ones are cut into pieces that each go through all images.
 */
public final class ConvWeightGrad {
  /**
   * Parts that the batch is cut into where the weights are few, whatever the number of threads:
   * twice as many as the widest vectors have lanes, so that two threads have images of their own.
   */
  private static final int PARTS = 32;

  /** From so many weights on there are pieces enough to keep several threads busy. */
  private static final long MANY_WEIGHTS = 1 << 14;

  /** Images whose planes and panels stay in the last cache are worked on at a time. */
  private static final long CACHE_BYTES = 1 << 22;

  /** Pieces that keep several threads busy. */
  private static final int PIECES = 32;

  /** Products worth a block of work. */
  private static final long GRAIN = 1 << 17;

  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final DType dtype;
  private final int bytes;
  private final WeightSums way;
  private final int parts;
  private final int images;
  private final int unitsInPiece;
  private final int pieces;

  private ConvWeightGrad(ConvRuntime runtime, ConvSizes sizes, DType dtype, WeightSums way) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.dtype = dtype;
    this.bytes = dtype.bytes();
    this.way = way;
    parts = parts(sizes);
    long imageBytes = (way.planeElements() + way.panelElements()) * bytes;
    images = Math.clamp(CACHE_BYTES / imageBytes, 1, sizes.images());
    long units = (long) parts * sizes.groups() * way.units();
    unitsInPiece = Math.clamp(units / PIECES, 1, way.units());
    pieces = Math.ceilDiv(way.units(), unitsInPiece);
  }

  /** Computes {@code op}; see there for the shapes. */
  public static void run(
      ConvRuntime runtime, Conv2dWeightGrad op, View x, View gradient, View out) {
    if (out.shape().size() == 0) {
      return;
    }
    ConvSizes sizes = ConvSizes.of(op.window(), op.groups(), x.shape(), out.shape());
    DType dtype = x.dtype();
    try (Scratch scratch = runtime.scratch().get()) {
      Dense result = Dense.target(out, scratch);
      if (sizes.empty()) {
        Cells.clear(result.memory(), result.at(), out.shape().size(), dtype.bytes());
      } else {
        Planes images = new Planes(x);
        Planes upstream = new Planes(gradient);
        run(runtime, sizes, dtype, images, upstream, result, scratch);
      }
      result.store(out);
    }
  }

  private static void run(
      ConvRuntime runtime,
      ConvSizes sizes,
      DType dtype,
      Planes images,
      Planes upstream,
      Dense result,
      Scratch scratch) {
    if (TapPlanes.pays(sizes)) {
      new TapProducts(runtime, sizes, dtype, images, upstream).run(result, scratch);
      return;
    }
    if (Winograd.paysForWeights(runtime, sizes, dtype)
        && new WinogradWeightGrad(runtime, sizes, images, upstream).run(result)) {
      return;
    }
    if (PatchWeightGrad.pays(runtime, sizes, upstream)) {
      new PatchWeightGrad(runtime, sizes, dtype, images, upstream).run(result, scratch);
      return;
    }
    if (BatchWeightGrad.pays(runtime, sizes, dtype)) {
      BatchWeightGrad batch = new BatchWeightGrad(runtime, sizes, dtype, images, upstream);
      ConvKernel kernel = batch.kernel();
      if (kernel == null) {
        // Kernels of other ways would only delay this one.
        WeightSums way = plain(sizes, dtype, images, upstream);
        new ConvWeightGrad(runtime, sizes, dtype, way).run(result, scratch);
        return;
      }
      if (batch.run(kernel, result, scratch)) {
        return;
      }
    }
    WeightSums way = way(runtime, sizes, dtype, images, upstream);
    new ConvWeightGrad(runtime, sizes, dtype, way).run(result, scratch);
  }

  /** Into how many parts the batch is cut, a power of two. */
  static int parts(ConvSizes sizes) {
    long weights = (long) sizes.groups() * sizes.out() * sizes.taps();
    int images = Integer.highestOneBit(sizes.images());
    return weights >= MANY_WEIGHTS ? 1 : Math.clamp(images, 1, PARTS);
  }

  /** The first image of a part. */
  static int firstImage(ConvSizes sizes, int part) {
    return (int) ((long) sizes.images() * part / parts(sizes));
  }

  /** Products of an output pixel in the cheapest way for one image after the other. */
  static double cost(ConvSizes sizes, int lanes) {
    double byPixelOrChannel =
        Math.min(PixelWeightGrad.cost(sizes, lanes), ChannelWeightGrad.cost(sizes, lanes));
    return Math.min(byPixelOrChannel, RowWeightGrad.cost(sizes, lanes));
  }

  private static WeightSums plain(ConvSizes sizes, DType dtype, Planes x, Planes gradient) {
    return new PixelWeightGrad(sizes, dtype, x, gradient, PixelKernels.plain(dtype, sizes));
  }

  /** The cheapest way; all give the same bits. */
  private static WeightSums way(
      ConvRuntime runtime, ConvSizes sizes, DType dtype, Planes x, Planes gradient) {
    ConvKernels vectors = runtime.kernels();
    if (vectors == null) {
      return plain(sizes, dtype, x, gradient);
    }
    int lanes = vectors.lanes(dtype, sizes.outW());
    double byPixel = PixelWeightGrad.cost(sizes, lanes);
    double byChannel = ChannelWeightGrad.cost(sizes, lanes);
    double byRow = RowWeightGrad.cost(sizes, lanes);
    if (byPixel < Math.min(byChannel, byRow)) {
      PixelKernels kernels = PixelKernels.find(vectors, dtype, sizes);
      return new PixelWeightGrad(sizes, dtype, x, gradient, kernels);
    }
    WindowKernels kernels =
        WindowKernels.find(
            vectors, dtype, sizes.out(), sizes.outW(), WindowKernels.Use.ADD, sizes.allProducts());
    if (kernels == null) {
      return plain(sizes, dtype, x, gradient);
    }
    return byRow <= byChannel
        ? new RowWeightGrad(sizes, dtype, x, gradient, kernels)
        : new ChannelWeightGrad(sizes, dtype, x, gradient, kernels);
  }

  private void run(Dense result, Scratch scratch) {
    MemorySegment sums = scratch.zeros((long) parts * sizes.groups() * way.sumElements() * bytes);
    MemorySegment panels = scratch.take(images * way.panelElements() * bytes);
    MemorySegment planes = way.planes(scratch, images);
    MemorySegment none = scratch.take((long) way.biases() * bytes);
    Sums.fillNegativeZeros(dtype, none, way.biases());
    way.clear(planes, panels, images);
    for (int from = 0; from < sizes.images(); from += images) {
      Batch batch =
          new Batch(from, Math.min(images, sizes.images() - from), planes, panels, sums, none);
      batch.prepare();
      batch.multiply();
    }
    join(sums, result);
  }

  /** Images {@code first} to {@code first + count}, with their planes and panels. */
  private final class Batch {
    private final int first;
    private final int count;
    private final MemorySegment planes;
    private final MemorySegment panels;
    private final MemorySegment sums;
    private final MemorySegment none;

    Batch(
        int first,
        int count,
        MemorySegment planes,
        MemorySegment panels,
        MemorySegment sums,
        MemorySegment none) {
      this.first = first;
      this.count = count;
      this.planes = planes;
      this.panels = panels;
      this.sums = sums;
      this.none = none;
    }

    void prepare() {
      long items = (long) count * sizes.groups();
      long cost = (way.planeElements() + way.panelElements()) / sizes.groups() * 8;
      runtime
          .parallel()
          .range(
              items,
              GRAIN / Math.max(1, cost),
              (from, to) -> {
                for (long i = from; i < to; i++) {
                  prepare((int) (i / sizes.groups()), (int) (i % sizes.groups()));
                }
              });
    }

    private void prepare(int image, int group) {
      long planesAt = way.planesAt(first + image, image);
      long panelsAt = image * way.panelElements();
      way.prepare(first + image, group, planes, planesAt, panels, panelsAt);
    }

    void multiply() {
      long perPart = (long) sizes.groups() * pieces;
      long cost = sizes.products() * Math.max(1, count / parts) / pieces;
      runtime
          .parallel()
          .range(
              parts * perPart,
              GRAIN / Math.max(1, cost),
              (from, to) -> {
                for (long i = from; i < to; i++) {
                  int inPart = (int) (i % perPart);
                  multiply((int) (i / perPart), inPart / pieces, inPart % pieces);
                }
              });
    }

    private void multiply(int part, int group, int piece) {
      int from = Math.max(first, firstImage(sizes, part));
      int to = Math.min(first + count, firstImage(sizes, part + 1));
      int unit = piece * unitsInPiece;
      int endUnit = Math.min(way.units(), unit + unitsInPiece);
      long sumsAt = ((long) part * sizes.groups() + group) * way.sumElements();
      for (int n = from; n < to; n++) {
        long planesAt = way.planesAt(n, n - first);
        long panelsAt = (n - first) * way.panelElements();
        way.multiply(group, unit, endUnit, planes, planesAt, panels, panelsAt, sums, sumsAt, none);
      }
    }
  }

  /**
   * Adds the parts up, as {@link Sums#joinRows} does, and copies the sums to (groups · out, taps).
   */
  private void join(MemorySegment sums, Dense result) {
    long part = sizes.groups() * way.sumElements();
    if (parts > 1) {
      runtime
          .parallel()
          .range(part, 1 << 12, (from, to) -> Sums.joinRows(dtype, sums, part, parts, from, to));
    }
    runtime
        .parallel()
        .range(
            (long) sizes.groups() * sizes.out(),
            Math.max(1, (1 << 13) / sizes.taps()),
            (from, to) -> {
              for (long i = from; i < to; i++) {
                long group = i / sizes.out() * way.sumElements();
                long target = result.at() + i * sizes.taps();
                way.eachRun(
                    (int) (i % sizes.out()),
                    (at, step, tap, count) ->
                        Cells.copy(
                            sums,
                            group + at,
                            step,
                            result.memory(),
                            target + tap,
                            1,
                            count,
                            bytes));
              }
            });
  }
}
