package dev.narae.cpu.conv;

import dev.narae.cpu.conv.WinogradTiles.Chunk;
import java.lang.foreign.MemorySegment;

/**
 * Transforms the 2×2 upstream gradients d of each tile for the gradient of the weights: A d Aᵀ with
 * the rows of A (1, 0), (1, 1), (1, -1) and (0, -1), the reverse of {@link WinogradOutput}.
 */
final class WinogradUpstream {
  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final Planes gradient;
  private final Magnitudes magnitudes;

  WinogradUpstream(ConvRuntime runtime, ConvSizes sizes, Planes gradient, Magnitudes magnitudes) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.gradient = gradient;
    this.magnitudes = magnitudes;
  }

  /** Writes 16 matrices (output channels of the group, tiles); zeros between rows of tiles. */
  void transform(Chunk chunk, int group, MemorySegment to) {
    chunk.eachPlane(runtime.parallel(), sizes.out(), () -> new PlaneWorker(chunk, group, to));
  }

  /** What one thread needs. */
  private final class PlaneWorker implements WinogradTiles.Worker {
    private final Chunk chunk;
    private final int group;
    private final MemorySegment to;
    private final WinogradPlane plane;
    private final float[] left;
    private final float[] right;
    private final float[] result;

    PlaneWorker(Chunk chunk, int group, MemorySegment to) {
      this.chunk = chunk;
      this.group = group;
      this.to = to;
      this.plane = new WinogradPlane(chunk.rows(), chunk.pitch(), magnitudes);
      this.left = new float[chunk.inImage()];
      this.right = new float[chunk.inImage()];
      this.result = new float[chunk.inImage()];
    }

    @Override
    public void pause() {
      plane.end();
    }

    @Override
    public void run(int image, int channel) {
      plane.load(
          gradient,
          chunk.image() + image,
          group * sizes.out() + channel,
          2 * chunk.row(),
          0,
          sizes.outW());
      long at = (long) channel * chunk.count() + (long) image * chunk.inImage();
      for (int k = 0; k < 4; k++) {
        combine(k, plane.part(0, 0), plane.part(1, 0), left);
        combine(k, plane.part(0, 1), plane.part(1, 1), right);
        for (int j = 0; j < 4; j++) {
          combine(j, left, right, result);
          long matrix = (long) sizes.out() * chunk.count();
          FloatRows.store(result, chunk.inImage(), to, (4 * k + j) * matrix + at, 1);
        }
      }
    }

    /** One row of A times a pair of numbers. */
    private void combine(int k, float[] first, float[] second, float[] sums) {
      int count = chunk.inImage();
      switch (k) {
        case 0 -> System.arraycopy(first, 0, sums, 0, count);
        case 1 -> FloatRows.add(first, 0, second, 0, sums, count);
        case 2 -> FloatRows.subtract(first, 0, second, 0, sums, count);
        default -> FloatRows.negate(second, sums, count);
      }
    }
  }
}
