package dev.narae.cpu.conv;

import dev.narae.cpu.conv.WinogradTiles.Chunk;
import java.lang.foreign.MemorySegment;

/**
 * Transforms tiles of planes: the 6×6 inputs that a tile of outputs meets, or, for the gradient of
 * the weights, its 4×4 upstream gradients, the reverse of {@link WinogradOutput}. For one thread.
 */
final class WinogradTransform {
  private final boolean upstream;
  private final int channels;
  private final int padH;

  /** Rows that a tile shares with the next one. */
  private final int overlap;

  private final WinogradRows plane;
  private final WinogradLines lines;

  /** Where the rows of a tile begin. */
  private final int[] rows;

  private WinogradTransform(
      boolean upstream,
      Planes planes,
      int channels,
      int padH,
      int padW,
      Chunk largest,
      Magnitudes magnitudes) {
    this.upstream = upstream;
    this.channels = channels;
    this.padH = padH;
    this.overlap = upstream ? 0 : WinogradLoops.SIDE - WinogradLoops.TILE;
    this.plane = new WinogradRows(planes, height(largest), magnitudes);
    this.lines = new WinogradLines(largest.rows(), largest.columns(), overlap, padW);
    this.rows = new int[WinogradLoops.TILE + overlap];
  }

  /**
   * The transform of a convolution's input.
   *
   * @param largest the largest of the chunks
   */
  static WinogradTransform ofInput(
      ConvSizes sizes, Planes input, Chunk largest, Magnitudes magnitudes) {
    int padH = sizes.window().padH();
    int padW = sizes.window().padW();
    return new WinogradTransform(false, input, sizes.in(), padH, padW, largest, magnitudes);
  }

  /**
   * The transform of the upstream gradient.
   *
   * @param largest the largest of the chunks
   */
  static WinogradTransform ofUpstream(
      ConvSizes sizes, Planes gradient, Chunk largest, Magnitudes magnitudes) {
    return new WinogradTransform(true, gradient, sizes.out(), 0, 0, largest, magnitudes);
  }

  private int height(Chunk chunk) {
    return WinogradLoops.TILE * chunk.rows() + overlap;
  }

  /** Writes the points of some lines as matrices (channels of the group, tiles). */
  void run(WinogradLoops loops, Chunk chunk, int group, WinogradMatrices to) {
    int top = WinogradLoops.TILE * chunk.row() - padH;
    for (int c = 0; c < channels; c++) {
      for (int image = 0; image < chunk.images(); image++) {
        plane.load(loops, chunk.image() + image, group * channels + c, top, height(chunk));
        rows(loops, top, chunk.rows());
        columns(loops, chunk.rows(), to, to.at(c, chunk.tile(image, 0)));
      }
    }
    plane.end();
  }

  private void rows(WinogradLoops loops, int top, int tileRows) {
    for (int row = 0; row < tileRows; row++) {
      plane.find(top + WinogradLoops.TILE * row, rows);
      if (upstream) {
        loops.gradientRows(plane.numbers(), rows, plane.width(), lines.all(), lines.start(row));
      } else {
        loops.inputRows(plane.numbers(), rows, plane.width(), lines.all(), lines.start(row));
      }
      lines.clearBehind(row, plane.width());
    }
  }

  private void columns(WinogradLoops loops, int tileRows, WinogradMatrices to, long at) {
    WinogradLoops.Grid grid = lines.grid(tileRows);
    MemorySegment memory = to.memory();
    for (int i = 0; i < to.lines(); i++) {
      float[] line = lines.all()[to.firstLine() + i];
      long point = at + (long) i * WinogradLoops.SIDE * to.step();
      if (upstream) {
        loops.gradientColumns(line, grid, memory, point, to.step());
      } else {
        loops.inputColumns(line, grid, memory, point, to.step());
      }
    }
  }
}
