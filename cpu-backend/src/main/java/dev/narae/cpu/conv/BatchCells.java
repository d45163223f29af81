package dev.narae.cpu.conv;

import dev.narae.cpu.Cells;
import java.lang.foreign.MemorySegment;

/**
 * Images of F32 side by side: planes each of whose elements is a cell, one or more vectors with a
 * lane for each image. Of no more than the widest vector has, so that threads have images of their
 * own from one operator to the next. Positions count elements.
 *
 * @param loops that change between rows and lanes
 */
record BatchCells(LaneLoops loops) {
  /** Elements of a cell: images side by side. */
  static final int IMAGES = 16;

  /** Lays out a channel of as many images as a cell holds. */
  void layOut(Planes from, int image, int channel, MemorySegment to, long at) {
    for (int first = 0; first < IMAGES; first += loops.lanes()) {
      layOutVector(from, image + first, channel, to, at + first);
    }
  }

  private void layOutVector(Planes from, int image, int channel, MemorySegment to, long at) {
    int pixels = from.height() * from.width();
    int[] images = new int[loops.lanes()];
    for (int lane = 0; lane < images.length; lane++) {
      images[lane] = image + lane;
    }
    if (from.spreadAll(loops, images, channel, 0, pixels, to, at, IMAGES)) {
      return;
    }
    for (int lane = 0; lane < images.length; lane++) {
      from.spread(images[lane], channel, 0, from.height(), to, at + lane, IMAGES);
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
    if (to.dense() && pixels >= loops.lanes()) {
      for (int first = 0; first < IMAGES; first += loops.lanes()) {
        storeVector(from, at + first, to, to.at(image + first, channel, row), pixels, places);
      }
      return;
    }
    for (int lane = 0; lane < IMAGES; lane++) {
      storeOne(from, at + lane, to, image + lane, channel, row, rows);
    }
  }

  /** As many pixels at a time as a vector has images; the last ones reach back. */
  private void storeVector(
      MemorySegment from, long at, Planes to, long toAt, int pixels, long[] places) {
    for (int next = 0; next < pixels; next += loops.lanes()) {
      int pixel = Math.min(next, pixels - loops.lanes());
      for (int i = 0; i < places.length; i++) {
        places[i] = (at + (long) (pixel + i) * IMAGES) * Float.BYTES;
      }
      loops.sideBySide(
          from,
          places,
          places.length,
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
          at + (long) r * to.width() * IMAGES,
          IMAGES,
          to.memory(),
          to.at(image, channel, row + r),
          to.columnStride(),
          to.width(),
          Float.BYTES);
    }
  }
}
