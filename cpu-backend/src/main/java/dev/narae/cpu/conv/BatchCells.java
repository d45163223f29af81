package dev.narae.cpu.conv;

import dev.narae.cpu.Cells;
import java.lang.foreign.MemorySegment;

/**
 * Images of F32 side by side: planes each of whose elements is a cell, a vector that has a lane for
 * each image. Of no more than that, so that threads have images of their own from one operator to
 * the next. Positions count elements.
 *
 * @param loops that change between rows and lanes
 */
record BatchCells(LaneLoops loops) {
  /** Elements of a cell: images side by side. */
  int cell() {
    return loops.lanes();
  }

  /** Lays out a channel of as many images as a cell holds. */
  void layOut(Planes from, int image, int channel, MemorySegment to, long at) {
    int pixels = from.height() * from.width();
    int[] images = new int[cell()];
    for (int lane = 0; lane < cell(); lane++) {
      images[lane] = image + lane;
    }
    if (from.spreadAll(loops, images, channel, 0, pixels, to, at, cell())) {
      return;
    }
    for (int lane = 0; lane < cell(); lane++) {
      from.spread(images[lane], channel, 0, from.height(), to, at + lane, cell());
    }
  }

  /**
   * Copies some rows of a channel back to as many images as a cell holds.
   *
   * @param places room for as many numbers as a cell has images
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
    if (to.dense() && pixels >= cell()) {
      storeAll(from, at, to, to.at(image, channel, row), pixels, places);
      return;
    }
    for (int lane = 0; lane < cell(); lane++) {
      storeOne(from, at + lane, to, image + lane, channel, row, rows);
    }
  }

  /** As many pixels at a time as there are images; the last ones reach back. */
  private void storeAll(
      MemorySegment from, long at, Planes to, long toAt, int pixels, long[] places) {
    for (int next = 0; next < pixels; next += cell()) {
      int pixel = Math.min(next, pixels - cell());
      for (int i = 0; i < places.length; i++) {
        places[i] = (at + (long) (pixel + i) * cell()) * Float.BYTES;
      }
      loops.sideBySide(
          from,
          places,
          cell(),
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
