package dev.narae.cpu.conv;

import dev.narae.cpu.GemmEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Output pixels for which the same taps meet the image.
 *
 * @param taps that do
 * @param perTile vectors that a tile covers
 * @param tiles table of the tiles, as kernels of kind CHANNELS take it
 */
record MetPixels(MetTaps taps, int perTile, long[] tiles) {

  int count() {
    return tiles.length / (2 * perTile);
  }

  /**
   * All output pixels of some rows, which lie from the first of these rows on in the result.
   * Vectors that fill no tile have one each; or a last tile reaches back and computes some twice.
   *
   * @param lanes images of a vector, one or more of which are a pixel of a cell
   * @param perTile vectors that a tile covers
   */
  static List<MetPixels> of(List<List<MetTaps>> taps, int top, int bottom, int lanes, int perTile) {
    List<MetPixels> all = new ArrayList<>();
    for (List<MetTaps> row : taps) {
      Reach rows = row.getFirst().rows().within(top, bottom);
      for (int i = 0; i < row.size() && rows.extent() > 0; i++) {
        long[] places = places(row.get(i), rows, top, lanes);
        long[] tiles = tiles(row.get(i), places, perTile);
        add(all, row.get(i), perTile, tiles);
        if (tiles.length < places.length) {
          add(all, row.get(i), 1, Arrays.copyOfRange(places, tiles.length, places.length));
        }
      }
    }
    return all;
  }

  private static void add(List<MetPixels> all, MetTaps taps, int perTile, long[] tiles) {
    if (tiles.length > 0) {
      all.add(new MetPixels(taps, perTile, tiles));
    }
  }

  /** The tiles that vectors fill. */
  private static long[] tiles(MetTaps taps, long[] places, int perTile) {
    int tile = 2 * perTile;
    int whole = places.length / tile * tile;
    // Of two vectors one is as well alone; and a slab must not be added to others twice.
    boolean mayReachBack = perTile > 2 && taps.sizes().taps() <= GemmEngine.SLAB;
    if (whole == places.length || whole == 0 || !mayReachBack) {
      return Arrays.copyOf(places, whole);
    }
    long[] tiles = Arrays.copyOf(places, whole + tile);
    System.arraycopy(places, places.length - tile, tiles, whole, tile);
    return tiles;
  }

  /** Where what the first tap meets begins, and where the sum lies, for each vector. */
  private static long[] places(MetTaps taps, Reach rows, int top, int lanes) {
    ConvSizes sizes = taps.sizes();
    Reach columns = taps.columns();
    int vectors = BatchCells.IMAGES / lanes;
    long[] places = new long[2 * rows.extent() * columns.extent() * vectors];
    int next = 0;
    for (int y = rows.from(); y < rows.to(); y++) {
      int line = y * sizes.window().strideH() - sizes.window().padH();
      line += rows.first() * sizes.window().dilationH();
      for (int x = columns.from(); x < columns.to(); x++) {
        int column = x * sizes.window().strideW() - sizes.window().padW();
        column += columns.first() * sizes.window().dilationW();
        for (int v = 0; v < vectors; v++) {
          places[next++] = bytes((long) line * sizes.width() + column, v * lanes);
          places[next++] = bytes((long) (y - top) * sizes.outW() + x, v * lanes);
        }
      }
    }
    return places;
  }

  private static long bytes(long pixel, int image) {
    return (pixel * BatchCells.IMAGES + image) * Float.BYTES;
  }
}
