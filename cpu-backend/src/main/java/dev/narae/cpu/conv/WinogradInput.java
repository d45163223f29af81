package dev.narae.cpu.conv;

import dev.narae.cpu.conv.WinogradTiles.Chunk;
import java.lang.foreign.MemorySegment;

/** Transforms the 4×4 inputs that each tile of outputs meets. */
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
    private final WinogradLoops loops;
    private final WinogradPlane plane;

    /** The four rows of a tile. */
    private final WinogradLoops.Rows[] rows;

    PlaneWorker(Chunk chunk, int group, MemorySegment to) {
      this.chunk = chunk;
      this.group = group;
      this.to = to;
      this.loops = chunk.loops(runtime, sizes.in());
      this.plane =
          new WinogradPlane(
              loops, input, chunk.rows() + 1, chunk.pitch(), -sizes.window().padW(), magnitudes);
      this.rows =
          new WinogradLoops.Rows[] {
            plane.rows(0, 0), plane.rows(1, 0), plane.rows(0, 1), plane.rows(1, 1)
          };
    }

    @Override
    public void pause() {
      plane.end();
    }

    @Override
    public void run(int image, int channel) {
      int top = 2 * chunk.row() - sizes.window().padH();
      plane.load(chunk.image() + image, group * sizes.in() + channel, top);
      WinogradLoops.Points points = chunk.points(to, sizes.in(), channel, image);
      int count = chunk.inImage();
      loops.inputDifferences(rows[0], rows[2], count, points, 0);
      loops.inputSums(rows[1], rows[2], count, points, 4);
      loops.inputDifferences(rows[2], rows[1], count, points, 8);
      loops.inputDifferences(rows[1], rows[3], count, points, 12);
    }
  }
}
