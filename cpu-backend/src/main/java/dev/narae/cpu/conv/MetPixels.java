package dev.narae.cpu.conv;

import java.util.ArrayList;
import java.util.List;

/**
 * Output pixels for which the same taps meet the image.
 *
 * @param taps that do
 * @param tiles table of a tile for each pixel, as kernels of kind CHANNELS take it
 * @param count of pixels
 */
record MetPixels(MetTaps taps, long[] tiles, int count) {

  /** All output pixels of some rows, which lie from the first of these rows on in the result. */
  static List<MetPixels> of(List<List<MetTaps>> taps, int top, int bottom, BatchCells cells) {
    List<MetPixels> pixels = new ArrayList<>();
    for (List<MetTaps> row : taps) {
      Reach rows = row.getFirst().rows().within(top, bottom);
      for (int i = 0; i < row.size() && rows.from() < rows.to(); i++) {
        pixels.add(of(row.get(i), rows, top, cells));
      }
    }
    return pixels;
  }

  private static MetPixels of(MetTaps taps, Reach rows, int top, BatchCells cells) {
    ConvSizes sizes = taps.sizes();
    Reach columns = taps.columns();
    int count = (rows.to() - rows.from()) * (columns.to() - columns.from());
    long[] tiles = new long[2 * BatchCells.VECTORS * count];
    int next = 0;
    for (int y = rows.from(); y < rows.to(); y++) {
      int line = y * sizes.window().strideH() - sizes.window().padH();
      line += rows.first() * sizes.window().dilationH();
      for (int x = columns.from(); x < columns.to(); x++) {
        int column = x * sizes.window().strideW() - sizes.window().padW();
        column += columns.first() * sizes.window().dilationW();
        long from = (long) line * sizes.width() + column;
        long to = (long) (y - top) * sizes.outW() + x;
        for (int vector = 0; vector < BatchCells.VECTORS; vector++) {
          tiles[next++] = (from * cells.cell() + (long) vector * cells.lanes()) * Float.BYTES;
          tiles[next++] = (to * cells.cell() + (long) vector * cells.lanes()) * Float.BYTES;
        }
      }
    }
    return new MetPixels(taps, tiles, count);
  }
}
