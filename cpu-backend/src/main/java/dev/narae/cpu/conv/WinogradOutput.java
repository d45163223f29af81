package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.conv.WinogradTiles.Chunk;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Makes the outputs of sums of transformed products. */
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
    private final WinogradLoops loops;
    private final float[][] plane;
    private final float[] whole;

    PlaneWorker(Chunk chunk, int group, MemorySegment sums) {
      this.chunk = chunk;
      this.group = group;
      this.sums = sums;
      this.loops = chunk.loops(runtime, sizes.out());
      this.plane = new float[4][chunk.inImage() + WinogradLoops.SLACK];
      this.whole = new float[2 * chunk.rows() * sizes.outW() + WinogradLoops.SLACK];
    }

    @Override
    public void run(int image, int channel) {
      WinogradLoops.Points points = chunk.points(sums, sizes.out(), channel, image);
      loops.upperOutputs(points, chunk.inImage(), plane[0], plane[1]);
      loops.lowerOutputs(points, chunk.inImage(), plane[2], plane[3]);
      store(chunk.image() + image, group * sizes.out() + channel);
    }

    private void store(int image, int channel) {
      float more = bias(channel);
      int top = 2 * chunk.row();
      int rows = Math.min(2 * chunk.rows(), sizes.outH() - top);
      int pairs = Math.ceilDiv(sizes.outW(), 2);
      // From above, for the end of a row may go over the beginning of the next.
      for (int r = 0; r < rows; r++) {
        float[] left = plane[2 * (r % 2)];
        float[] right = plane[2 * (r % 2) + 1];
        loops.join(left, right, r / 2 * chunk.pitch(), pairs, more, whole, r * sizes.outW());
      }
      output.storeRows(whole, image, channel, top, rows);
    }
  }
}
