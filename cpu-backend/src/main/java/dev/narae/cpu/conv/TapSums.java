package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmPool;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums of taps over few channels, plane by plane: outputs of a convolution, or gradients for its
 * inputs.
 */
final class TapSums {
  private final ConvRuntime runtime;
  private final DType dtype;
  private final Planes from;
  private final Planes to;
  private final Channels channels;

  /**
   * The channels of a group.
   *
   * @param images in the batch
   * @param groups of channels
   * @param sources channels that are read for each result
   * @param results channels that are written
   * @param source from the kernel for a source to that for the next, in elements
   * @param result from the kernel for a result to that for the next, in elements
   */
  record Channels(int images, int groups, int sources, int results, long source, long result) {
    /** The channels of a convolution. */
    static Channels forward(ConvSizes sizes) {
      long window = (long) sizes.kernelH() * sizes.kernelW();
      return new Channels(
          sizes.images(), sizes.groups(), sizes.in(), sizes.out(), window, sizes.taps());
    }

    /** The channels of the gradient for the input. */
    static Channels backward(ConvSizes sizes) {
      long window = (long) sizes.kernelH() * sizes.kernelW();
      return new Channels(
          sizes.images(), sizes.groups(), sizes.out(), sizes.in(), sizes.taps(), window);
    }
  }

  /**
   * Which elements of a plane are computed: those at a row and a column and a stride apart from
   * there.
   *
   * @param row the first
   * @param column the first
   */
  record Target(int row, int rowStep, int column, int columnStep) {}

  TapSums(ConvRuntime runtime, DType dtype, Planes from, Planes to, Channels channels) {
    this.runtime = runtime;
    this.dtype = dtype;
    this.from = from;
    this.to = to;
    this.channels = channels;
  }

  /** Computes outputs in {@code rows} rows by taps, with weights (groups · out, taps). */
  void run(
      List<TapPlan.Tap> taps,
      int rows,
      int columns,
      int strideH,
      int strideW,
      Target target,
      Dense weights,
      @Nullable View bias) {
    int band = TapPlanes.band(taps, rows, columns, strideH, dtype.bytes());
    TapPlan plan = new TapPlan(taps, band, columns, strideH, strideW);
    long planes = (long) channels.images() * channels.groups();
    long pairs = planes * channels.sources() * channels.results();
    long steps = pairs * rows * columns * taps.size();
    GemmPool<TapArrays> pool = new GemmPool<>(() -> TapPlanes.arrays(runtime, dtype, plan, steps));
    int bands = Math.ceilDiv(rows, band);
    runtime
        .parallel()
        .range(
            planes * bands,
            TapPlanes.grain(plan, channels.sources() * channels.results()),
            (first, end) -> {
              TapArrays arrays = pool.acquire();
              for (long i = first; i < end; i++) {
                int row = (int) (i % bands) * band;
                long plane = i / bands;
                int count = Math.min(band, rows - row);
                run(
                    arrays,
                    (int) (plane / channels.groups()),
                    (int) (plane % channels.groups()),
                    row,
                    count,
                    target,
                    weights,
                    bias);
              }
              pool.release(arrays);
            });
  }

  private void run(
      TapArrays arrays,
      int image,
      int group,
      int row,
      int rows,
      Target target,
      Dense weights,
      @Nullable View bias) {
    long kernels = weights.at() + group * weightsOfGroup();
    for (int r = 0; r < channels.results(); r++) {
      int result = group * channels.results() + r;
      start(arrays, result, bias);
      for (int s = 0; s < channels.sources(); s++) {
        if (channels.sources() > 1 || r == 0) {
          arrays.load(from, image, group * channels.sources() + s, row);
        }
        arrays.loadWeights(
            weights.memory(), kernels + s * channels.source() + r * channels.result());
        arrays.addWindows(rows * arrays.plan().columns());
      }
      int first = target.row() + row * target.rowStep();
      arrays.store(
          to, image, result, first, target.rowStep(), target.column(), target.columnStep(), rows);
    }
  }

  private static void start(TapArrays arrays, int result, @Nullable View bias) {
    if (bias == null) {
      arrays.start(null, 0);
      return;
    }
    MemorySegment memory = CpuBuffer.of(bias);
    arrays.start(memory, bias.layout().offset() + result * bias.layout().stride(0));
  }

  private long weightsOfGroup() {
    return Math.max(channels.sources() * channels.source(), channels.results() * channels.result());
  }
}
