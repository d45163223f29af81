package dev.narae.cpu.conv;

import dev.narae.cpu.Cells;
import dev.narae.cpu.CpuBuffer;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;

/** The planes (images × channels) of a view (N, C, H, W), copied in and out of dense memory. */
final class Planes {
  /** Elements of a row up to which calls cost more than what they copy. */
  private static final int SHORT = 64;

  private final MemorySegment memory;
  private final Layout layout;
  private final int bytes;
  private final int height;
  private final int width;

  Planes(View view) {
    this.memory = CpuBuffer.of(view);
    this.layout = view.layout();
    this.bytes = view.dtype().bytes();
    this.height = Math.toIntExact(view.shape().dim(2));
    this.width = Math.toIntExact(view.shape().dim(3));
  }

  MemorySegment memory() {
    return memory;
  }

  /** Whether the elements of a row lie side by side. */
  boolean denseRows() {
    return layout.stride(3) == 1;
  }

  /** Whether moreover the rows of a plane lie one after the other without gaps. */
  boolean dense() {
    return denseRows() && layout.stride(2) == width;
  }

  /** Whether all rows lie one after the other without gaps, each of {@code columns} elements. */
  boolean isDense(int columns) {
    return columns == width && dense();
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** From a column to the next, in elements. */
  long columnStride() {
    return layout.stride(3);
  }

  /** From an image to the next, in elements. */
  long imageStride() {
    return layout.stride(0);
  }

  /** From a channel to the next, in elements. */
  long channelStride() {
    return layout.stride(1);
  }

  /** From a row to the next, in elements. */
  long rowStride() {
    return layout.stride(2);
  }

  /** Whether the memory goes on for {@code more} elements after a plane. */
  boolean reaches(int image, int channel, int more) {
    return (at(image, channel, height) + more) * bytes <= memory.byteSize();
  }

  /** The position of the first element of a row. */
  long at(int image, int channel, int row) {
    return layout.offset()
        + image * layout.stride(0)
        + channel * layout.stride(1)
        + row * layout.stride(2);
  }

  /**
   * Copies some columns of some rows of a plane, with zeros for what lies outside the plane.
   *
   * @param top the first row, may be negative
   * @param left the first column, may be negative
   * @param step from a column to the next one
   * @param rows how many rows
   * @param columns how many columns
   * @param toAt where the first element goes
   * @param pitch from a row of the copy to the next
   */
  void load(
      int image,
      int channel,
      int top,
      int left,
      int step,
      int rows,
      int columns,
      MemorySegment to,
      long toAt,
      int pitch) {
    int before = Math.clamp(Math.ceilDiv(-left, step), 0, columns);
    int after = Math.clamp(Math.ceilDiv(width - left, step), before, columns);
    boolean whole = step == 1 && before == 0 && after == columns && columns == width;
    if (whole && pitch == columns && dense() && top >= 0 && top + rows <= height) {
      Cells.copy(memory, at(image, channel, top), 1, to, toAt, 1, (long) rows * pitch, bytes);
      return;
    }
    if (step == 1 && denseRows() && pitch == columns && columns <= SHORT) {
      loadShortRows(image, channel, top, left, rows, before, after, to, toAt, pitch);
      return;
    }
    long columnStep = step * layout.stride(3);
    for (int r = 0; r < rows; r++) {
      long start = toAt + (long) r * pitch;
      if (top + r < 0 || top + r >= height) {
        Cells.clear(to, start, columns, bytes);
        continue;
      }
      Cells.clear(to, start, before, bytes);
      long from = at(image, channel, top + r) + (left + (long) before * step) * layout.stride(3);
      Cells.copy(memory, from, columnStep, to, start + before, 1, after - before, bytes);
      Cells.clear(to, start + after, columns - after, bytes);
    }
  }

  /** Clears everything at once: single calls for what is left and right of a row cost more. */
  private void loadShortRows(
      int image,
      int channel,
      int top,
      int left,
      int rows,
      int before,
      int after,
      MemorySegment to,
      long toAt,
      int pitch) {
    int first = Math.clamp(-top, 0, rows);
    int end = Math.clamp(height - top, first, rows);
    Cells.clear(to, toAt, (long) rows * pitch, bytes);
    Cells.copyRows(
        memory,
        at(image, channel, top + first) + left + before,
        layout.stride(2),
        to,
        toAt + (long) first * pitch + before,
        pitch,
        end - first,
        after - before,
        bytes);
  }

  /**
   * Copies dense rows to rows of a plane.
   *
   * @param from the memory of the dense rows, the first at {@code fromAt}
   * @param pitch elements from a dense row to the next
   */
  void store(
      MemorySegment from, long fromAt, int pitch, int image, int channel, int row, int rows) {
    if (pitch == width && layout.stride(2) == width * layout.stride(3)) {
      long to = at(image, channel, row);
      Cells.copy(from, fromAt, 1, memory, to, layout.stride(3), (long) rows * width, bytes);
      return;
    }
    store(from, fromAt, pitch, image, channel, row, rows, 0, 1);
  }

  /** Copies dense rows to those columns that begin at {@code left} and lie {@code step} apart. */
  void store(
      MemorySegment from,
      long fromAt,
      int pitch,
      int image,
      int channel,
      int row,
      int rows,
      int left,
      int step) {
    int columns = Math.ceilDiv(width - left, step);
    if (step == 1 && denseRows()) {
      long at = at(image, channel, row) + left;
      Cells.copyRows(from, fromAt, pitch, memory, at, layout.stride(2), rows, columns, bytes);
      return;
    }
    for (int r = 0; r < rows && columns > 0; r++) {
      long start = fromAt + (long) r * pitch;
      long to = at(image, channel, row + r) + left * layout.stride(3);
      Cells.copy(from, start, 1, memory, to, step * layout.stride(3), columns, bytes);
    }
  }

  /** Copies rows of a plane, one after the other, to elements that lie {@code step} apart. */
  void spread(int image, int channel, int row, int rows, MemorySegment to, long toAt, long step) {
    if (layout.stride(2) == width * layout.stride(3)) {
      long from = at(image, channel, row);
      Cells.copy(memory, from, layout.stride(3), to, toAt, step, (long) rows * width, bytes);
      return;
    }
    for (int r = 0; r < rows; r++) {
      long start = toAt + (long) r * width * step;
      Cells.copy(
          memory, at(image, channel, row + r), layout.stride(3), to, start, step, width, bytes);
    }
  }

  /** Copies the planes of some channels, so that a pixel's elements lie side by side. */
  void spreadChannels(int image, int first, int count, MemorySegment to, long toAt, long step) {
    int pixels = height * width;
    for (int c = 0; c < count; c += 2) {
      if (c + 1 < count) {
        spreadTwo(image, first + c, image, first + c + 1, 0, pixels, to, toAt + c, step);
      } else {
        spread(image, first + c, 0, height, to, toAt + c, step);
      }
    }
  }

  /** Copies pixels of two channels, or images, side by side. */
  void spreadTwo(
      int image,
      int channel,
      int otherImage,
      int otherChannel,
      int pixel,
      int count,
      MemorySegment to,
      long toAt,
      long step) {
    if (dense() && bytes >= Integer.BYTES) {
      long first = at(image, channel, 0) + pixel;
      long second = at(otherImage, otherChannel, 0) + pixel;
      Cells.interleave(memory, first, second, to, toAt, step, count, bytes);
    } else {
      spreadPixels(image, channel, pixel, count, to, toAt, step);
      spreadPixels(otherImage, otherChannel, pixel, count, to, toAt + 1, step);
    }
  }

  /**
   * Copies pixels of a channel of some images side by side.
   *
   * @param images one for each of the loops' lanes
   * @return false if the loops are not for pixels that lie so, and nothing was copied
   */
  boolean spreadAll(
      LaneLoops loops,
      int[] images,
      int channel,
      int pixel,
      int count,
      MemorySegment to,
      long toAt,
      long step) {
    if (!dense() || count < loops.lanes()) {
      return false;
    }
    long[] rows = new long[images.length];
    for (int lane = 0; lane < rows.length; lane++) {
      rows[lane] = (at(images[lane], channel, 0) + pixel) * Float.BYTES;
    }
    loops.sideBySide(memory, rows, count, to, toAt * Float.BYTES, step * Float.BYTES);
    return true;
  }

  /** {@link #spread} for some pixels, which need not begin or end a row. */
  void spreadPixels(
      int image, int channel, int pixel, int count, MemorySegment to, long toAt, long step) {
    for (int p = pixel; p < pixel + count; ) {
      int column = p % width;
      int run = Math.min(width - column, pixel + count - p);
      long from = at(image, channel, p / width) + column * layout.stride(3);
      long at = toAt + (p - pixel) * step;
      Cells.copy(memory, from, layout.stride(3), to, at, step, run, bytes);
      p += run;
    }
  }

  /** Copies whole rows of F32 to an array, one after the other. */
  void loadRows(int image, int channel, int row, int rows, float[] to, int toAt) {
    if (dense()) {
      FloatRows.load(memory, at(image, channel, row), 1, to, toAt, rows * width);
      return;
    }
    for (int r = 0; r < rows; r++) {
      long at = at(image, channel, row + r);
      FloatRows.load(memory, at, layout.stride(3), to, toAt + r * width, width);
    }
  }

  /** Copies whole rows of F32 from an array, where they lie one after the other. */
  void storeRows(float[] from, int image, int channel, int row, int rows) {
    if (dense()) {
      FloatRows.store(from, rows * width, memory, at(image, channel, row), 1);
      return;
    }
    for (int r = 0; r < rows; r++) {
      long at = at(image, channel, row + r);
      FloatRows.store(from, r * width, width, memory, at, layout.stride(3));
    }
  }

  /** Copies every {@code step}th element of a row to elements that lie {@code toStep} apart. */
  void spreadRow(
      int image,
      int channel,
      int row,
      int left,
      int end,
      int step,
      MemorySegment to,
      long toAt,
      long toStep) {
    long from = at(image, channel, row) + left * layout.stride(3);
    int count = Math.ceilDiv(end - left, step);
    Cells.copy(memory, from, step * layout.stride(3), to, toAt, toStep, count, bytes);
  }
}
