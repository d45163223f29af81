package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Scratch;
import java.lang.foreign.MemorySegment;

/**
 * The gradient of a convolution for its weight with vectors along the rows of the kernel:
 * neighbouring elements of the kernel meet neighbouring elements of the image, which are loaded as
 * they lie. This gives the bits of {@link PixelWeightGrad}, and is faster for wide kernels and few
 * channels, although the lanes past the kernel's width compute for nothing.
 */
final class RowWeightGrad extends StripWeightGrad {
  private final Planes input;
  private final boolean inPlace;
  private final PlaneGrid grid;

  RowWeightGrad(
      ConvSizes sizes, DType dtype, Planes input, Planes gradient, WindowKernels kernels) {
    super(sizes, dtype, gradient, kernels, sizes.in() * sizes.kernelH());
    this.input = input;
    this.inPlace =
        sizes.unpadded()
            && input.dense()
            && input.reaches(sizes.images() - 1, sizes.groups() * sizes.in() - 1, kernels.lanes());
    this.grid =
        inPlace
            ? new PlaneGrid(sizes, input.channelStride(), sizes.width(), sizes.width())
            : PlaneGrid.padded(sizes, sizes.outH());
    fillSteps(grid, 1);
    int vectors = sizes.in() * sizes.kernelH();
    for (int v = 0; 2 * v < tiles.length; v++) {
      // What fills up the last tile is summed up beside what counts.
      tiles[2 * v] = v < vectors ? grid.tap(v * sizes.kernelW()) * bytes : 0;
      tiles[2 * v + 1] = (long) v * kernels.lanes() * bytes;
    }
  }

  /** Whether neighbours in the kernel meet neighbours in the image, and fit into a vector. */
  private static boolean applies(ConvSizes sizes, int lanes) {
    return sizes.window().strideW() == 1
        && sizes.window().dilationW() == 1
        && sizes.kernelW() <= lanes;
  }

  /** Products of an output pixel, those for nothing included; infinite if this does not apply. */
  static double cost(ConvSizes sizes, int lanes) {
    if (!applies(sizes, lanes)) {
      return Double.POSITIVE_INFINITY;
    }
    return (double) sizes.in() * sizes.kernelH() * lanes * sizes.out();
  }

  @Override
  public long planeElements() {
    return inPlace ? 0 : (long) sizes.groups() * sizes.in() * grid.plane();
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

  @Override
  long planeAt(int group) {
    return (long) group * sizes.in() * grid.plane();
  }

  @Override
  public void eachRun(int o, RunAction action) {
    for (int v = 0; v < sizes.in() * sizes.kernelH(); v++) {
      long at = o * sumsRow() + (long) v * kernels.lanes();
      action.run(at, 1, v * sizes.kernelW(), sizes.kernelW());
    }
  }
}
