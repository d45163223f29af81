package dev.narae.cpu.conv;

/**
 * The six lines that each row of tiles is transformed to, with zeros left and right of the plane.
 * For one thread.
 */
final class WinogradLines {
  private final float[][] lines;
  private final int tiles;
  private final int left;
  private final int pitch;

  /**
   * Lines for so many rows of tiles at most.
   *
   * @param tiles of a row
   * @param overlap elements that a tile shares with the next one
   * @param left elements before a plane begins
   */
  WinogradLines(int rows, int tiles, int overlap, int left) {
    this.tiles = tiles;
    this.left = left;
    this.pitch = Math.max(WinogradLoops.TILE * tiles + overlap, left + WinogradLoops.WIDEST);
    this.lines =
        new float[WinogradLoops.SIDE][rows * pitch + WinogradLoops.TILE * WinogradLoops.SLACK];
  }

  float[][] all() {
    return lines;
  }

  /** Where a plane begins in the lines of a row of tiles. */
  int start(int row) {
    return row * pitch + left;
  }

  /** The tiles of so many rows. */
  WinogradLoops.Grid grid(int rows) {
    return new WinogradLoops.Grid(rows, tiles, pitch);
  }

  /** Clears what loops have written behind a plane of so many columns, if these fill no vector. */
  void clearBehind(int row, int columns) {
    if (columns >= WinogradLoops.WIDEST) {
      return;
    }
    for (float[] line : lines) {
      for (int i = start(row) + columns; i < (row + 1) * pitch; i++) {
        line[i] = 0;
      }
    }
  }
}
