package dev.narae.cpu.conv;

import dev.narae.cpu.conv.WinogradTiles.Chunk;

/** Transforms the 6×6 inputs that each tile of outputs meets. For one thread. */
final class WinogradInput {
  private final ConvSizes sizes;
  private final WinogradRows plane;
  private final WinogradLines lines;
  private final int[] rows = new int[Winograd.SIDE];

  /**
   * Arrays for chunks.
   *
   * @param largest the largest of them
   */
  WinogradInput(ConvSizes sizes, Planes input, Chunk largest, Magnitudes magnitudes) {
    this.sizes = sizes;
    this.plane = new WinogradRows(input, inputRows(largest), magnitudes);
    int overlap = Winograd.SIDE - Winograd.TILE;
    int left = sizes.window().padW();
    this.lines = new WinogradLines(largest.rows(), largest.columns(), overlap, left);
  }

  private static int inputRows(Chunk chunk) {
    return Winograd.TILE * chunk.rows() + Winograd.SIDE - Winograd.TILE;
  }

  /** Writes the points of some lines as matrices (channels of the group, tiles). */
  void transform(WinogradLoops loops, Chunk chunk, int group, WinogradMatrices to) {
    int top = Winograd.TILE * chunk.row() - sizes.window().padH();
    for (int channel = 0; channel < sizes.in(); channel++) {
      for (int image = 0; image < chunk.images(); image++) {
        plane.load(
            loops, chunk.image() + image, group * sizes.in() + channel, top, inputRows(chunk));
        for (int row = 0; row < chunk.rows(); row++) {
          plane.find(top + Winograd.TILE * row, rows);
          int start = lines.start(row);
          loops.inputRows(plane.numbers(), rows, plane.width(), lines.all(), start);
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
      loops.inputColumns(line, grid, to.memory(), point, to.step());
    }
  }
}
