package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.conv.WinogradTiles.Chunk;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Makes the outputs of sums m of transformed products: Aᵀ m A with the rows of Aᵀ (1, 1, 1, 0) and
 * (0, 1, -1, -1).
 */
final class WinogradOutput {
  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final @Nullable View bias;
  private final Planes output;

  WinogradOutput(ConvRuntime runtime, ConvSizes sizes, @Nullable View bias, Planes output) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.bias = bias;
    this.output = output;
  }

  /** Reads 16 matrices (output channels of the group, tiles). */
  void transform(Chunk chunk, int group, MemorySegment sums) {
    chunk.eachPlane(runtime.parallel(), sizes.out(), () -> new PlaneWorker(chunk, group, sums));
  }

  /** What is added to each output of a channel; -0 changes none, not even the sign of a zero. */
  private float bias(int channel) {
    return bias == null
        ? -0f
        : CpuBuffer.of(bias)
            .get(
                JAVA_FLOAT_UNALIGNED,
                (bias.layout().offset() + channel * bias.layout().stride(0)) * Float.BYTES);
  }

  /** What one thread needs. */
  private final class PlaneWorker implements WinogradTiles.Worker {
    private final Chunk chunk;
    private final int group;
    private final MemorySegment sums;
    private final float[][] points;
    private final float[][] upper;
    private final float[][] lower;
    private final float[] left;
    private final float[] right;
    private final float[] row;

    PlaneWorker(Chunk chunk, int group, MemorySegment sums) {
      this.chunk = chunk;
      this.group = group;
      this.sums = sums;
      this.points = new float[4][chunk.inImage()];
      this.upper = new float[4][chunk.inImage()];
      this.lower = new float[4][chunk.inImage()];
      this.left = new float[chunk.inImage()];
      this.right = new float[chunk.inImage()];
      this.row = new float[2 * chunk.pitch()];
    }

    @Override
    public void run(int image, int channel) {
      long at = (long) channel * chunk.count() + (long) image * chunk.inImage();
      for (int j = 0; j < 4; j++) {
        for (int k = 0; k < 4; k++) {
          load(4 * k + j, at, points[k]);
        }
        pair(points, upper[j], lower[j]);
      }
      int target = group * sizes.out() + channel;
      pair(upper, left, right);
      store(chunk.image() + image, target, 0);
      pair(lower, left, right);
      store(chunk.image() + image, target, 1);
    }

    private void load(int point, long at, float[] to) {
      long matrix = (long) sizes.out() * chunk.count();
      FloatRows.load(sums, point * matrix + at, 1, to, 0, chunk.inImage());
    }

    private void pair(float[][] four, float[] first, float[] second) {
      FloatRows.add(four[0], four[1], four[2], first, chunk.inImage());
      FloatRows.subtract(four[1], four[2], four[3], second, chunk.inImage());
    }

    /** Stores every other row of the plane. */
    private void store(int image, int channel, int odd) {
      float more = bias(channel);
      for (int r = 0; r < chunk.rows(); r++) {
        int y = 2 * (chunk.row() + r) + odd;
        if (y < sizes.outH()) {
          FloatRows.join(left, right, r * chunk.pitch(), chunk.pitch(), more, row);
          output.storeRow(row, image, channel, y);
        }
      }
    }
  }
}
