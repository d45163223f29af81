package dev.narae.cpu.conv;

import dev.narae.cpu.conv.WinogradTiles.Chunk;

/**
 * Transforms the 4×4 upstream gradients of each tile for the gradient of the weights, the reverse
 * of {@link WinogradOutput}. For one thread.
 */
final class WinogradUpstream {
  private final ConvSizes sizes;
  private final WinogradRows plane;
  private final WinogradLines lines;
  private final int[] rows = new int[Winograd.TILE];

  /**
   * Arrays for chunks.
   *
   * @param largest the largest of them
   */
  WinogradUpstream(ConvSizes sizes, Planes gradient, Chunk largest, Magnitudes magnitudes) {
    this.sizes = sizes;
    this.plane = new WinogradRows(gradient, Winograd.TILE * largest.rows(), magnitudes);
    this.lines = new WinogradLines(largest.rows(), largest.columns(), 0, 0);
  }

  /** Writes the points of some lines as matrices (output channels of the group, tiles). */
  void transform(WinogradLoops loops, Chunk chunk, int group, WinogradMatrices to) {
    int top = Winograd.TILE * chunk.row();
    for (int channel = 0; channel < sizes.out(); channel++) {
      for (int image = 0; image < chunk.images(); image++) {
        int filter = group * sizes.out() + channel;
        plane.load(loops, chunk.image() + image, filter, top, Winograd.TILE * chunk.rows());
        for (int row = 0; row < chunk.rows(); row++) {
          plane.find(top + Winograd.TILE * row, rows);
          int start = lines.start(row);
          loops.gradientRows(plane.numbers(), rows, plane.width(), lines.all(), start);
          lines.clearBehind(row, plane.width());
        }
        columns(loops, chunk.rows(), to, to.at(channel, chunk.tile(image, 0)));
      }
    }
    plane.end();
  }

  private void columns(WinogradLoops loops, int tileRows, WinogradMatrices to, long at) {
    WinogradLoops.Grid grid = lines.grid(tileRows);
    for (int i = 0; i < to.lines(); i++) {
      float[] line = lines.all()[to.firstLine() + i];
      long point = at + (long) i * Winograd.SIDE * to.step();
      loops.gradientColumns(line, grid, to.memory(), point, to.step());
    }
  }
}
