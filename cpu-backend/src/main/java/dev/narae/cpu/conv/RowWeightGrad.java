package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.GemmEngine;
import dev.narae.cpu.Scratch;
import java.lang.foreign.MemorySegment;

/**
 * The gradient of a convolution for its weight with vectors along the rows of the kernel:
 * neighbouring elements of the kernel meet neighbouring elements of the image, which are loaded as
 * they lie. This gives the bits of {@link PixelWeightGrad}, and is faster for wide kernels and few
 * channels, although the lanes past the kernel's width compute for nothing.
 */
final class RowWeightGrad implements WeightSums {
  private final ConvSizes sizes;
  private final int bytes;
  private final Planes input;
  private final GradientStrips gradient;
  private final WindowKernels kernels;
  private final boolean inPlace;
  private final PlaneGrid grid;
  private final int pixels;
  private final long[] steps;
  private final long[] tiles;
  private final int tileCount;

  RowWeightGrad(
      ConvSizes sizes, DType dtype, Planes input, Planes gradient, WindowKernels kernels) {
    this.sizes = sizes;
    this.bytes = dtype.bytes();
    this.input = input;
    this.gradient = new GradientStrips(sizes, gradient, kernels.strips());
    this.kernels = kernels;
    this.inPlace =
        sizes.unpadded()
            && input.dense()
            && input.reaches(sizes.images() - 1, sizes.groups() * sizes.in() - 1, kernels.lanes());
    this.grid =
        inPlace
            ? new PlaneGrid(sizes, input.channelStride(), sizes.width(), sizes.width())
            : PlaneGrid.padded(sizes, sizes.outH());
    this.pixels = sizes.outH() * sizes.outW();
    this.steps = new long[pixels];
    for (int p = 0; p < pixels; p++) {
      long row = (long) (p / sizes.outW()) * grid.outputPitch();
      steps[p] = (row + p % sizes.outW()) * bytes;
    }
    int vectors = sizes.in() * sizes.kernelH();
    this.tileCount = Math.ceilDiv(vectors, kernels.vectors());
    this.tiles = new long[2 * tileCount * kernels.vectors()];
    for (int v = 0; 2 * v < tiles.length; v++) {
      // What fills up the last tile is summed up beside what counts.
      tiles[2 * v] = v < vectors ? grid.tap(v * sizes.kernelW()) * bytes : 0;
      tiles[2 * v + 1] = (long) v * kernels.lanes() * bytes;
    }
  }

  /** Whether neighbours in the kernel meet neighbours in the image, and fit into a vector. */
  static boolean applies(ConvSizes sizes, int lanes) {
    return sizes.window().strideW() == 1
        && sizes.window().dilationW() == 1
        && sizes.kernelW() <= lanes;
  }

  /** Products of an output pixel, those for nothing included. */
  static double cost(ConvSizes sizes, int lanes) {
    return (double) sizes.in() * sizes.kernelH() * lanes * sizes.out();
  }

  @Override
  public long planeElements() {
    return inPlace ? 0 : (long) sizes.groups() * sizes.in() * grid.plane();
  }

  @Override
  public long panelElements() {
    return gradient.elements();
  }

  private long sumsRow() {
    return (long) tileCount * kernels.vectors() * kernels.lanes();
  }

  @Override
  public long sumElements() {
    return sizes.out() * sumsRow();
  }

  @Override
  public int units() {
    return tileCount;
  }

  @Override
  public int biases() {
    return kernels.strips().size(0);
  }

  /** The last vector of all reaches past the last plane. */
  @Override
  public MemorySegment planes(Scratch scratch, int images) {
    return inPlace
        ? input.memory()
        : scratch.take((images * planeElements() + kernels.lanes()) * bytes);
  }

  @Override
  public long planesAt(int image, int imageInBatch) {
    return inPlace ? input.at(image, 0, 0) : imageInBatch * planeElements();
  }

  @Override
  public void clear(MemorySegment planes, MemorySegment panels, int images) {}

  @Override
  public void prepare(
      int image, int group, MemorySegment planes, long planesAt, MemorySegment panels, long at) {
    gradient.pack(image, group, panels, at);
    if (!inPlace) {
      int top = -sizes.window().padH();
      int rows = sizes.reachH(sizes.outH());
      long to = planesAt + planeAt(group);
      new PlaneLoader(input, grid, bytes)
          .load(image, group * sizes.in(), sizes.in(), top, rows, planes, to);
    }
  }

  private long planeAt(int group) {
    return (long) group * sizes.in() * grid.plane();
  }

  @Override
  public void multiply(
      int group,
      int firstTile,
      int endTile,
      MemorySegment planes,
      long planesAt,
      MemorySegment panels,
      long panelsAt,
      MemorySegment sums,
      long sumsAt,
      MemorySegment none) {
    for (int step = 0; step < pixels; step += GemmEngine.SLAB) {
      int depth = Math.min(GemmEngine.SLAB, pixels - step);
      for (int s = 0; s < kernels.strips().count(); s++) {
        kernels
            .first()
            .get(s)
            .multiply(
                panels,
                (panelsAt + gradient.at(group, s, step)) * bytes,
                planes,
                (planesAt + planeAt(group)) * bytes,
                steps,
                step,
                depth,
                tiles,
                firstTile,
                endTile,
                sums,
                (sumsAt + kernels.strips().start(s) * sumsRow()) * bytes,
                sumsRow() * bytes,
                none,
                0);
      }
    }
  }

  @Override
  public void eachRun(int o, RunAction action) {
    for (int v = 0; v < sizes.in() * sizes.kernelH(); v++) {
      long at = o * sumsRow() + (long) v * kernels.lanes();
      action.run(at, 1, v * sizes.kernelW(), sizes.kernelW());
    }
  }
}
