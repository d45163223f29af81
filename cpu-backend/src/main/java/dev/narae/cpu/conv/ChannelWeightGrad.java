package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Cells;
import dev.narae.cpu.Scratch;
import java.lang.foreign.MemorySegment;

/**
 * The gradient of a convolution for its weight with vectors across input channels: images are
 * transposed so that a few channels lie side by side, and what a tap meets of them is multiplied by
 * the upstream gradient of some output channels. This gives the bits of {@link PixelWeightGrad},
 * and is faster where there are channels enough to fill vectors: the kernels of kind WINDOWS read
 * the gradient from packed memory and need no table for it.
 */
final class ChannelWeightGrad extends StripWeightGrad {
  private final Planes input;
  private final PlaneGrid grid;
  private final int lanes;
  private final int window;
  private final int channelBlocks;

  ChannelWeightGrad(
      ConvSizes sizes, DType dtype, Planes input, Planes gradient, WindowKernels kernels) {
    super(sizes, dtype, gradient, kernels, vectors(sizes, kernels));
    this.input = input;
    this.lanes = kernels.lanes();
    this.grid = PlaneGrid.padded(sizes, sizes.outH());
    this.window = sizes.kernelH() * sizes.kernelW();
    this.channelBlocks = Math.ceilDiv(sizes.in(), lanes);
    fillSteps(grid, lanes);
    int vectors = vectors(sizes, kernels);
    for (int v = 0; 2 * v < tiles.length; v++) {
      // What fills up the last tile is summed up beside what counts.
      long block = v < vectors ? v / window : 0;
      long tap = v < vectors ? grid.tap(v % window) : 0;
      tiles[2 * v] = (block * grid.plane() + tap) * lanes * bytes;
      tiles[2 * v + 1] = (long) v * lanes * bytes;
    }
  }

  private static int vectors(ConvSizes sizes, WindowKernels kernels) {
    return Math.ceilDiv(sizes.in(), kernels.lanes()) * sizes.kernelH() * sizes.kernelW();
  }

  /** Products of an output pixel, those for nothing included. */
  static double cost(ConvSizes sizes, int lanes) {
    int channels = Math.ceilDiv(sizes.in(), lanes) * lanes;
    return (double) channels * sizes.kernelH() * sizes.kernelW() * sizes.out();
  }

  @Override
  public long planeElements() {
    return (long) sizes.groups() * channelBlocks * grid.plane() * lanes;
  }

  /** The padding stays zero; channels that fill up a vector may hold anything. */
  @Override
  public void clear(MemorySegment planes, MemorySegment panels, int images) {
    if (!sizes.unpadded()) {
      Cells.clear(planes, 0, images * planeElements(), bytes);
    }
  }

  @Override
  public void prepare(
      int image, int group, MemorySegment planes, long planesAt, MemorySegment panels, long at) {
    gradient.pack(image, group, panels, at);
    for (int block = 0; block < channelBlocks; block++) {
      long plane = planesAt + planeAt(group) + block * grid.plane() * lanes;
      transpose(image, group, block * lanes, planes, plane);
    }
  }

  @Override
  long planeAt(int group) {
    return (long) group * channelBlocks * grid.plane() * lanes;
  }

  private void transpose(int image, int group, int first, MemorySegment planes, long at) {
    int count = Math.min(lanes, sizes.in() - first);
    int rows = Math.min(sizes.height(), sizes.reachH(sizes.outH()) - sizes.window().padH());
    for (int r = 0; r < rows; r++) {
      long row = (long) (r + sizes.window().padH()) * grid.pitch();
      for (int c = 0; c < count; c++) {
        int channel = group * sizes.in() + first + c;
        transposeRow(image, channel, r, planes, at + row * lanes + c);
      }
    }
  }

  private void transposeRow(int image, int channel, int row, MemorySegment planes, long at) {
    int stride = sizes.window().strideW();
    int padW = sizes.window().padW();
    int width = Math.min(sizes.width(), sizes.reachW() - padW);
    for (int left = 0; left < Math.min(stride, width); left++) {
      long to = at + (long) grid.column(left + padW) * lanes;
      input.spreadRow(image, channel, row, left, width, stride, planes, to, lanes);
    }
  }

  @Override
  public void eachRun(int o, RunAction action) {
    for (int c = 0; c < sizes.in(); c++) {
      long vector = (long) (c / lanes) * window;
      action.run(o * sumsRow() + vector * lanes + c % lanes, lanes, c * window, window);
    }
  }

  @Override
  public MemorySegment planes(Scratch scratch, int images) {
    return scratch.take(images * planeElements() * bytes);
  }

  @Override
  public long planesAt(int image, int imageInBatch) {
    return imageInBatch * planeElements();
  }
}
