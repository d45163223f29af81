package dev.narae.cpu.conv;

import dev.narae.cpu.Cells;
import dev.narae.cpu.CpuBuffer;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;

/** The planes (images × channels) of a view (N, C, H, W), copied in and out of dense memory. */
final class Planes {
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

  /** Whether the rows of a plane lie one after the other without gaps. */
  private boolean dense() {
    return layout.stride(3) == 1 && layout.stride(2) == width;
  }

  private long at(int image, int channel, int row) {
    return layout.offset()
        + image * layout.stride(0)
        + channel * layout.stride(1)
        + row * layout.stride(2);
  }

  /**
   * Copies a rectangle of a plane to dense rows, with zeros for what lies outside the plane.
   *
   * @param top the first row, may be negative
   * @param left the first column, may be negative
   * @param pitch elements of a dense row, all of which are written
   */
  void load(
      int image, int channel, int top, int left, int rows, int pitch, MemorySegment to, long toAt) {
    int before = Math.clamp(-left, 0, pitch);
    int after = Math.clamp(width - left, before, pitch);
    boolean whole = before == 0 && after == pitch && pitch == width;
    if (whole && dense() && top >= 0 && top + rows <= height) {
      Cells.copy(memory, at(image, channel, top), 1, to, toAt, 1, (long) rows * pitch, bytes);
      return;
    }
    for (int r = 0; r < rows; r++) {
      long start = toAt + (long) r * pitch;
      if (top + r < 0 || top + r >= height) {
        Cells.clear(to, start, pitch, bytes);
        continue;
      }
      Cells.clear(to, start, before, bytes);
      long from = at(image, channel, top + r) + (left + before) * layout.stride(3);
      Cells.copy(memory, from, layout.stride(3), to, start + before, 1, after - before, bytes);
      Cells.clear(to, start + after, pitch - after, bytes);
    }
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
    for (int r = 0; r < rows; r++) {
      long start = fromAt + (long) r * pitch;
      long to = at(image, channel, row + r);
      Cells.copy(from, start, 1, memory, to, layout.stride(3), width, bytes);
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
}
