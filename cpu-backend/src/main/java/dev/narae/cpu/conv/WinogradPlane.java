package dev.narae.cpu.conv;

import java.util.Arrays;

/**
 * Some rows of a plane, sorted by whether row and column are even: neighbours in a tile then lie at
 * the same place of different arrays, and neighbouring tiles side by side. For one thread.
 */
final class WinogradPlane {
  private final WinogradLoops loops;
  private final Planes from;
  private final int rows;
  private final int pitch;
  private final int left;

  /** Elements of a row before the first that lies in the plane. */
  private final int before;

  /** The first element of a row that lies behind the plane. */
  private final int behind;

  private final float[] whole;
  private final float[][] parts;
  private final Magnitudes.Watch watch;

  /**
   * Arrays for pairs of rows.
   *
   * @param from the planes
   * @param pairs how many
   * @param pitch pairs of columns
   * @param left the first column, may be negative
   * @param watch sees all numbers
   */
  WinogradPlane(
      WinogradLoops loops, Planes from, int pairs, int pitch, int left, Magnitudes watch) {
    this.loops = loops;
    this.from = from;
    this.rows = 2 * pairs;
    this.pitch = pitch;
    this.left = left;
    this.before = Math.clamp(-left, 0, 2 * pitch);
    this.behind = Math.clamp(from.width() - left, before, 2 * pitch);
    this.whole = new float[before + rows * from.width() + 2 * pitch + WinogradLoops.SLACK];
    this.parts = new float[4][pairs * pitch + WinogradLoops.SLACK];
    this.watch = watch.watch(rows * from.width());
  }

  /** As {@link WinogradLoops} has them; zeros follow the last rows. */
  float[][] parts() {
    return parts;
  }

  /**
   * Rows of all tiles.
   *
   * @param odd 1 for the lower of a pair, else 0
   * @param pair which pair of a tile
   */
  WinogradLoops.Rows rows(int odd, int pair) {
    return new WinogradLoops.Rows(parts[2 * odd], parts[2 * odd + 1], pair * pitch);
  }

  /**
   * Reads rows of a plane, with zeros for what lies outside it.
   *
   * @param top the first row, may be negative
   */
  void load(int image, int channel, int top) {
    int width = from.width();
    int first = Math.clamp(-top, 0, rows);
    int last = Math.clamp(from.height() - top, first, rows);
    from.loadRows(image, channel, top + first, last - first, whole, before);
    watch.see(whole, before, (last - first) * width);
    for (int r = 0; r < rows; r++) {
      float[] even = parts[2 * (r % 2)];
      float[] odd = parts[2 * (r % 2) + 1];
      int to = r / 2 * pitch;
      if (r < first || r >= last) {
        Arrays.fill(even, to, to + pitch, 0);
        Arrays.fill(odd, to, to + pitch, 0);
      } else {
        loops.split(whole, before + (r - first) * width + left, even, odd, to, pitch);
        clear(even, odd, to, 0, before);
        clear(even, odd, to, behind, 2 * pitch);
      }
    }
    for (float[] part : parts) {
      Arrays.fill(part, rows / 2 * pitch, part.length, 0);
    }
  }

  /** Makes elements of a row that lie outside the plane zero. */
  private static void clear(float[] even, float[] odd, int at, int from, int to) {
    for (int c = from; c < to; c++) {
      (c % 2 == 0 ? even : odd)[at + c / 2] = 0;
    }
  }

  /** Tells whether a number was huge so far. */
  void end() {
    watch.end();
  }
}
