package dev.narae.cpu.conv;

/**
 * Some rows of a plane, sorted by whether row and column are even: neighbours in a tile then lie at
 * the same place of different arrays, and neighbouring tiles side by side.
 */
final class WinogradPlane {
  private final int pitch;
  private final float[] row;
  private final float[][] parts;
  private final Magnitudes.Watch watch;

  /**
   * Arrays for pairs of rows.
   *
   * @param pairs how many
   * @param pitch pairs of columns
   * @param watch sees all numbers
   */
  WinogradPlane(int pairs, int pitch, Magnitudes watch) {
    this.pitch = pitch;
    this.row = new float[2 * pitch];
    this.parts = new float[4][pairs * pitch + 1];
    this.watch = watch.watch(2 * pitch);
  }

  /** The elements in even or odd rows and columns; one more follows, which is zero. */
  float[] part(int oddRow, int oddColumn) {
    return parts[2 * oddRow + oddColumn];
  }

  /**
   * Reads rows of a plane, with zeros for what lies outside it.
   *
   * @param top the first row, may be negative
   * @param left the first column, may be negative
   * @param columns to read; further ones are zero
   */
  void load(Planes from, int image, int channel, int top, int left, int columns) {
    int rows = 2 * (parts[0].length / pitch);
    for (int r = 0; r < rows; r++) {
      from.loadRow(image, channel, top + r, left, columns, row);
      watch.see(row, columns);
      int odd = r % 2;
      FloatRows.split(row, part(odd, 0), part(odd, 1), r / 2 * pitch, pitch);
    }
  }

  /** Tells whether a number was huge so far. */
  void end() {
    watch.end();
  }
}
