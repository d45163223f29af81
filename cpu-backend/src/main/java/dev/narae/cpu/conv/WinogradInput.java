package dev.narae.cpu.conv;

import dev.narae.cpu.conv.WinogradTiles.Chunk;
import java.lang.foreign.MemorySegment;

/**
 * Transforms the 4×4 inputs d that each tile of outputs meets: Bᵀ d B with the rows of Bᵀ (1, 0,
 * -1, 0), (0, 1, 1, 0), (0, -1, 1, 0) and (0, 1, 0, -1).
 */
final class WinogradInput {
  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final Planes input;
  private final Magnitudes magnitudes;

  WinogradInput(ConvRuntime runtime, ConvSizes sizes, Planes input, Magnitudes magnitudes) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.input = input;
    this.magnitudes = magnitudes;
  }

  /** Writes 16 matrices (channels of the group, tiles). */
  void transform(Chunk chunk, int group, MemorySegment to) {
    chunk.eachPlane(runtime.parallel(), sizes.in(), () -> new PlaneWorker(chunk, group, to));
  }

  /** What one thread needs. */
  private final class PlaneWorker implements WinogradTiles.Worker {
    private final Chunk chunk;
    private final int group;
    private final MemorySegment to;
    private final WinogradPlane plane;
    private final float[] even;
    private final float[] odd;
    private final float[] result;

    PlaneWorker(Chunk chunk, int group, MemorySegment to) {
      this.chunk = chunk;
      this.group = group;
      this.to = to;
      this.plane = new WinogradPlane(chunk.rows() + 1, chunk.pitch(), magnitudes);
      this.even = new float[chunk.inImage() + 1];
      this.odd = new float[chunk.inImage() + 1];
      this.result = new float[chunk.inImage()];
    }

    @Override
    public void pause() {
      plane.end();
    }

    @Override
    public void run(int image, int channel) {
      plane.load(
          input,
          chunk.image() + image,
          group * sizes.in() + channel,
          2 * chunk.row() - sizes.window().padH(),
          -sizes.window().padW(),
          2 * chunk.pitch());
      long at = (long) channel * chunk.count() + (long) image * chunk.inImage();
      for (int k = 0; k < 4; k++) {
        vertical(k, plane.part(0, 0), plane.part(1, 0), even);
        vertical(k, plane.part(0, 1), plane.part(1, 1), odd);
        horizontal(4 * k, at);
      }
    }

    private void vertical(int k, float[] first, float[] second, float[] sums) {
      int count = chunk.inImage() + 1;
      int next = chunk.pitch();
      switch (k) {
        case 0 -> FloatRows.subtract(first, 0, first, next, sums, count);
        case 1 -> FloatRows.add(second, 0, first, next, sums, count);
        case 2 -> FloatRows.subtract(first, next, second, 0, sums, count);
        default -> FloatRows.subtract(second, 0, second, next, sums, count);
      }
    }

    private void horizontal(int point, long at) {
      int count = chunk.inImage();
      FloatRows.subtract(even, 0, even, 1, result, count);
      store(point, at);
      FloatRows.add(odd, 0, even, 1, result, count);
      store(point + 1, at);
      FloatRows.subtract(even, 1, odd, 0, result, count);
      store(point + 2, at);
      FloatRows.subtract(odd, 0, odd, 1, result, count);
      store(point + 3, at);
    }

    private void store(int point, long at) {
      long matrix = (long) sizes.in() * chunk.count();
      FloatRows.store(result, chunk.inImage(), to, point * matrix + at, 1);
    }
  }
}
