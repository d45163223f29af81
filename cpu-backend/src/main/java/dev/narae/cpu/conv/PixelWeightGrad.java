package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.GemmEngine;
import dev.narae.cpu.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The gradient of a convolution for its weight with vectors across output channels: the upstream
 * gradient is transposed to panels of a few channels with a row for each pixel, and each element
 * that a tap meets is multiplied with whole rows.
 */
final class PixelWeightGrad implements WeightSums {
  /** What a product costs whose factor is found by a table, of one whose factors are packed. */
  private static final double FINDING = 1.1;

  private final ConvSizes sizes;
  private final int bytes;
  private final Planes input;
  private final Planes gradient;
  private final PixelKernels kernels;
  private final boolean inPlace;
  private final PlaneGrid grid;
  private final int pixels;
  private final long[] steps;
  private final long[] taps;

  PixelWeightGrad(
      ConvSizes sizes, DType dtype, Planes input, Planes gradient, PixelKernels kernels) {
    this.sizes = sizes;
    this.bytes = dtype.bytes();
    this.input = input;
    this.gradient = gradient;
    this.kernels = kernels;
    inPlace = sizes.unpadded() && sizes.window().strideW() == 1 && input.dense();
    grid =
        inPlace
            ? new PlaneGrid(sizes, input.channelStride(), sizes.width(), sizes.width())
            : PlaneGrid.padded(sizes, sizes.outH());
    pixels = sizes.outH() * sizes.outW();
    steps = new long[pixels];
    for (int p = 0; p < pixels; p++) {
      long row = (long) (p / sizes.outW()) * grid.outputPitch();
      steps[p] = (row + p % sizes.outW()) * bytes;
    }
    taps = grid.taps(bytes);
  }

  /** Products of an output pixel, those for nothing included, and what finding them costs. */
  static double cost(ConvSizes sizes, int lanes) {
    return (double) sizes.taps() * Math.ceilDiv(sizes.out(), lanes) * lanes * FINDING;
  }

  @Override
  public long planeElements() {
    return inPlace ? 0 : (long) sizes.groups() * sizes.in() * grid.plane();
  }

  @Override
  public long panelElements() {
    return (long) sizes.groups() * kernels.channels() * pixels;
  }

  @Override
  public long sumElements() {
    return (long) kernels.channels() * sizes.taps();
  }

  /** A strip of taps of a panel is a unit. */
  @Override
  public int units() {
    return kernels.panels().count() * kernels.taps().count();
  }

  @Override
  public int biases() {
    return 1;
  }

  @Override
  public MemorySegment planes(Scratch scratch, int images) {
    return inPlace ? input.memory() : scratch.take(images * planeElements() * bytes);
  }

  @Override
  public long planesAt(int image, int imageInBatch) {
    return inPlace ? input.at(image, 0, 0) : imageInBatch * planeElements();
  }

  /** Channels that fill up a panel may hold anything: their sums are dropped. */
  @Override
  public void clear(MemorySegment planes, MemorySegment panels, int images) {}

  @Override
  public void prepare(
      int image, int group, MemorySegment planes, long planesAt, MemorySegment panels, long at) {
    for (int panel = 0; panel < kernels.panels().count(); panel++) {
      int start = kernels.start(panel);
      int end = Math.min(sizes.out(), start + kernels.channels(panel));
      gradient.spreadChannels(
          image,
          group * sizes.out() + start,
          end - start,
          panels,
          at + panelAt(group, panel),
          kernels.channels(panel));
    }
    if (!inPlace) {
      int top = -sizes.window().padH();
      int rows = sizes.reachH(sizes.outH());
      new PlaneLoader(input, grid, bytes)
          .load(
              image, group * sizes.in(), sizes.in(), top, rows, planes, planesAt + planeAt(group));
    }
  }

  private long panelAt(int group, int panel) {
    return ((long) group * kernels.channels() + kernels.start(panel)) * pixels;
  }

  private long planeAt(int group) {
    return (long) group * sizes.in() * grid.plane();
  }

  @Override
  public void multiply(
      int group,
      int firstUnit,
      int endUnit,
      MemorySegment planes,
      long planesAt,
      MemorySegment panels,
      long panelsAt,
      MemorySegment sums,
      long sumsAt,
      MemorySegment none) {
    int strips = kernels.taps().count();
    for (int unit = firstUnit; unit < endUnit; ) {
      int panel = unit / strips;
      int first = unit % strips;
      int end = Math.min(strips, first + endUnit - unit);
      int larger = Math.clamp(kernels.largerStrips(), first, end);
      Part part =
          new Part(
              panel,
              planes,
              (planesAt + planeAt(group)) * bytes,
              panels,
              panelsAt + panelAt(group, panel),
              sums,
              sumsAt + (long) kernels.start(panel) * sizes.taps(),
              none);
      part.multiply(true, first, larger);
      part.multiply(false, larger, end);
      unit += end - first;
    }
  }

  /** Products of one panel. */
  private final class Part {
    private final int panel;
    private final MemorySegment planes;
    private final long planesByte;
    private final MemorySegment panels;
    private final long panelAt;
    private final MemorySegment sums;
    private final long sumsAt;
    private final MemorySegment none;

    Part(
        int panel,
        MemorySegment planes,
        long planesByte,
        MemorySegment panels,
        long panelAt,
        MemorySegment sums,
        long sumsAt,
        MemorySegment none) {
      this.panel = panel;
      this.planes = planes;
      this.planesByte = planesByte;
      this.panels = panels;
      this.panelAt = panelAt;
      this.sums = sums;
      this.sumsAt = sumsAt;
      this.none = none;
    }

    /** Strips of the same size; the larger ones come before the others. */
    void multiply(boolean larger, int strip, int end) {
      if (strip == end) {
        return;
      }
      int channels = kernels.channels(panel);
      int firstTap = kernels.taps().start(strip);
      long[] offsets = firstTap == 0 ? taps : Arrays.copyOfRange(taps, firstTap, taps.length);
      ConvKernel kernel = kernels.kernel(panel, larger);
      // The sums are cut like those of matrix products.
      for (int step = 0; step < pixels; step += GemmEngine.SLAB) {
        kernel.multiply(
            planes,
            planesByte,
            panels,
            (panelAt + (long) step * channels) * bytes,
            steps,
            step,
            Math.min(GemmEngine.SLAB, pixels - step),
            offsets,
            0,
            end - strip,
            sums,
            (sumsAt + (long) firstTap * channels) * bytes,
            (long) channels * bytes,
            none,
            0);
      }
    }
  }

  @Override
  public void eachRun(int o, RunAction action) {
    int panel = 0;
    while (o >= kernels.start(panel) + kernels.channels(panel)) {
      panel++;
    }
    long at = (long) kernels.start(panel) * sizes.taps() + o - kernels.start(panel);
    action.run(at, kernels.channels(panel), 0, sizes.taps());
  }
}
