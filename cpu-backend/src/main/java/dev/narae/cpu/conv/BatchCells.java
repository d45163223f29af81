package dev.narae.cpu.conv;

import dev.narae.cpu.Cells;
import java.lang.foreign.MemorySegment;

/**
 * Images of F32 side by side: planes each of whose elements is a cell, some vectors that have a
 * lane for each image. Positions count elements.
 *
 * @param loops that change between rows and lanes
 */
record BatchCells(LaneLoops loops) {
  /** Vectors of a cell. */
  static final int VECTORS = 2;

  /** Elements of a vector. */
  int lanes() {
    return loops.lanes();
  }

  /** Elements of a cell: images side by side. */
  int cell() {
    return VECTORS * lanes();
  }

  /** Lays out a channel of as many images as a cell holds. */
  void layOut(Planes from, int image, int channel, MemorySegment to, long at) {
    int pixels = from.height() * from.width();
    int[] images = new int[lanes()];
    for (int first = 0; first < cell(); first += lanes()) {
      for (int lane = 0; lane < lanes(); lane++) {
        images[lane] = image + first + lane;
      }
      if (from.spreadAll(loops, images, channel, 0, pixels, to, at + first, cell())) {
        continue;
      }
      for (int lane = 0; lane < lanes(); lane++) {
        from.spread(images[lane], channel, 0, from.height(), to, at + first + lane, cell());
      }
    }
  }

  /**
   * Copies some rows of a channel back to as many images as a cell holds.
   *
   * @param places room for as many numbers as a vector has lanes
   */
  void store(
      MemorySegment from,
      long at,
      Planes to,
      int image,
      int channel,
      int row,
      int rows,
      long[] places) {
    int pixels = rows * to.width();
    boolean whole = to.dense() && pixels >= lanes();
    for (int first = 0; first < cell(); first += lanes()) {
      if (whole) {
        long toAt = to.at(image + first, channel, row);
        storeAll(from, at + first, to, toAt, pixels, places);
        continue;
      }
      for (int lane = first; lane < first + lanes(); lane++) {
        storeOne(from, at + lane, to, image + lane, channel, row, rows);
      }
    }
  }

  /** As many pixels at a time as there are lanes; the last ones reach back. */
  private void storeAll(
      MemorySegment from, long at, Planes to, long toAt, int pixels, long[] places) {
    for (int next = 0; next < pixels; next += lanes()) {
      int pixel = Math.min(next, pixels - lanes());
      for (int i = 0; i < places.length; i++) {
        places[i] = (at + (long) (pixel + i) * cell()) * Float.BYTES;
      }
      loops.sideBySide(
          from,
          places,
          lanes(),
          to.memory(),
          (toAt + pixel) * Float.BYTES,
          to.imageStride() * Float.BYTES);
    }
  }

  private void storeOne(
      MemorySegment from, long at, Planes to, int image, int channel, int row, int rows) {
    for (int r = 0; r < rows; r++) {
      Cells.copy(
          from,
          at + (long) r * to.width() * cell(),
          cell(),
          to.memory(),
          to.at(image, channel, row + r),
          to.columnStride(),
          to.width(),
          Float.BYTES);
    }
  }
}
