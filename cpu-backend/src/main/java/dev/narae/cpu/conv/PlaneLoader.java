package dev.narae.cpu.conv;

import dev.narae.cpu.Cells;
import java.lang.foreign.MemorySegment;

/**
 * Copies channels of an image to padded planes.
 *
 * @param from the images
 * @param grid of the planes
 * @param bytes of an element
 */
record PlaneLoader(Planes from, PlaneGrid grid, int bytes) {

  /**
   * Copies some channels.
   *
   * @param channel the first
   * @param count how many
   * @param top the input row at the top of the planes, may be negative
   * @param rows rows of a plane
   * @param toAt position of the first plane
   */
  void load(int image, int channel, int count, int top, int rows, MemorySegment to, long toAt) {
    int padW = grid.sizes().window().padW();
    int stride = grid.sizes().window().strideW();
    for (int c = 0; c < count; c++) {
      long plane = toAt + c * grid.plane();
      for (int phase = 0; phase < stride; phase++) {
        long at = plane + (long) phase * grid.phasePitch();
        int left = phase - padW;
        from.load(
            image, channel + c, top, left, stride, rows, grid.phasePitch(), to, at, grid.pitch());
      }
      long end = (long) rows * grid.pitch();
      Cells.clear(to, plane + end, grid.plane() - end, bytes);
    }
  }
}
