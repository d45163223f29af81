package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.conv.WinogradTiles.Chunk;
import dev.narae.spi.View;
import org.jspecify.annotations.Nullable;

/** Makes the outputs of sums of transformed products. For one thread. */
final class WinogradOutput {
  private final ConvSizes sizes;
  private final @Nullable View bias;
  private final Planes output;

  /** Four rows of outputs, of each the six columns that it is made of. */
  private final float[][] parts;

  private final float[] whole;

  /**
   * Arrays for chunks.
   *
   * @param largest the largest of them
   */
  WinogradOutput(ConvSizes sizes, @Nullable View bias, Planes output, Chunk largest) {
    this.sizes = sizes;
    this.bias = bias;
    this.output = output;
    int parts = WinogradLoops.TILE * WinogradLoops.SIDE;
    this.parts = new float[parts][largest.inImage() + WinogradLoops.SLACK];
    this.whole =
        new float[WinogradLoops.TILE * largest.rows() * sizes.outW() + 2 * WinogradLoops.SLACK];
  }

  /** Reads matrices (output channels of the group, tiles). */
  void transform(WinogradLoops loops, Chunk chunk, int group, WinogradMatrices sums) {
    long column = WinogradLoops.SIDE * sums.step();
    for (int channel = 0; channel < sizes.out(); channel++) {
      for (int image = 0; image < chunk.images(); image++) {
        long at = sums.at(channel, chunk.tile(image, 0));
        for (int k = 0; k < WinogradLoops.SIDE; k++) {
          long point = at + k * sums.step();
          loops.outputRows(sums.memory(), point, column, chunk.inImage(), parts, k);
        }
        store(loops, chunk, chunk.image() + image, group * sizes.out() + channel);
      }
    }
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

  private void store(WinogradLoops loops, Chunk chunk, int image, int channel) {
    float more = bias(channel);
    int top = WinogradLoops.TILE * chunk.row();
    int rows = Math.min(WinogradLoops.TILE * chunk.rows(), sizes.outH() - top);
    int tiles = chunk.columns();
    // From above, for the end of a row may go over the beginning of the next.
    for (int r = 0; r < rows; r++) {
      int first = r / WinogradLoops.TILE * tiles;
      loops.outputColumns(
          parts, r % WinogradLoops.TILE, first, tiles, more, whole, r * sizes.outW());
    }
    output.storeRows(whole, image, channel, top, rows);
  }
}
