package dev.narae.cpu.conv;

import dev.narae.cpu.conv.WinogradTiles.Chunk;
import java.lang.foreign.MemorySegment;

/**
 * Transforms the 2×2 upstream gradients of each tile for the gradient of the weights, the reverse
 * of {@link WinogradOutput}.
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
    private final WinogradLoops loops;
    private final WinogradPlane plane;

    PlaneWorker(Chunk chunk, int group, MemorySegment to) {
      this.chunk = chunk;
      this.group = group;
      this.to = to;
      this.loops = chunk.loops(runtime, sizes.out());
      this.plane = new WinogradPlane(loops, gradient, chunk.rows(), chunk.pitch(), 0, magnitudes);
    }

    @Override
    public void pause() {
      plane.end();
    }

    @Override
    public void run(int image, int channel) {
      plane.load(chunk.image() + image, group * sizes.out() + channel, 2 * chunk.row());
      WinogradLoops.Points points = chunk.points(to, sizes.out(), channel, image);
      loops.upperGradients(plane.parts(), chunk.inImage(), points);
      loops.lowerGradients(plane.parts(), chunk.inImage(), points);
    }
  }
}
