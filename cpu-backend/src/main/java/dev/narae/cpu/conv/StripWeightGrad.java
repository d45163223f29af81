package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.GemmEngine;
import java.lang.foreign.MemorySegment;

/**
 * Sums for the gradient of a weight by kernels of kind WINDOWS: a row of sums for each output
 * channel, in tiles of vectors, out of strips of the upstream gradient and of planes. Which taps a
 * vector holds is for subclasses to say.
 */
abstract class StripWeightGrad implements WeightSums {
  final ConvSizes sizes;
  final int bytes;
  final GradientStrips gradient;
  final WindowKernels kernels;

  /** Where an output pixel's window begins, from that of the first, in bytes. */
  final long[] steps;

  /** Where each vector begins in the planes, and where its sums go in a row, in bytes. */
  final long[] tiles;

  private final int tileCount;

  /**
   * Makes room for the tables.
   *
   * @param vectors in a row of sums
   */
  StripWeightGrad(
      ConvSizes sizes, DType dtype, Planes gradient, WindowKernels kernels, int vectors) {
    this.sizes = sizes;
    this.bytes = dtype.bytes();
    this.gradient = new GradientStrips(sizes, gradient, kernels.strips());
    this.kernels = kernels;
    this.steps = new long[sizes.outH() * sizes.outW()];
    this.tileCount = Math.ceilDiv(vectors, kernels.vectors());
    this.tiles = new long[2 * tileCount * kernels.vectors()];
  }

  /** Fills the steps for elements that lie {@code apart}. */
  final void fillSteps(PlaneGrid grid, int apart) {
    for (int p = 0; p < steps.length; p++) {
      long row = (long) (p / sizes.outW()) * grid.outputPitch();
      steps[p] = (row + p % sizes.outW()) * apart * bytes;
    }
  }

  /** The position of a group's planes in those of an image. */
  abstract long planeAt(int group);

  @Override
  public final long panelElements() {
    return gradient.elements();
  }

  /** From the sums of an output channel to those of the next. */
  final long sumsRow() {
    return (long) tileCount * kernels.vectors() * kernels.lanes();
  }

  @Override
  public final long sumElements() {
    return sizes.out() * sumsRow();
  }

  @Override
  public final int units() {
    return tileCount;
  }

  /** Numbers of the strips of output channels that kernels may read as bias: none is added. */
  @Override
  public final int biases() {
    return kernels.strips().size(0);
  }

  @Override
  public final void multiply(
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
    RowStrips strips = kernels.strips();
    for (int step = 0; step < steps.length; step += GemmEngine.SLAB) {
      int depth = Math.min(GemmEngine.SLAB, steps.length - step);
      for (int s = 0; s < strips.count(); s++) {
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
                (sumsAt + strips.start(s) * sumsRow()) * bytes,
                sumsRow() * bytes,
                none,
                0);
      }
    }
  }
}
