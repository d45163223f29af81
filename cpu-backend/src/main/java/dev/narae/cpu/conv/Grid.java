package dev.narae.cpu.conv;

import dev.narae.spi.Layout;
import dev.narae.spi.View;

/**
 * Where the elements of one plane of a view (N, C, H, W) lie.
 *
 * @param start position of the first element
 * @param rowStep from a row to the next
 * @param columnStep from a column to the next
 */
record Grid(long start, long rowStep, long columnStep) {

  /** Plane {@code index} of all images' planes in order. */
  static Grid of(View view, long index) {
    Layout layout = view.layout();
    long channels = view.shape().dim(1);
    long image = index / channels;
    long channel = index % channels;
    return new Grid(
        layout.offset() + image * layout.stride(0) + channel * layout.stride(1),
        layout.stride(2),
        layout.stride(3));
  }

  /** Whether the rows, of {@code width} elements, lie one after the other without gaps. */
  boolean isDense(long width) {
    return columnStep == 1 && rowStep == width;
  }

  long at(long row, long column) {
    return start + row * rowStep + column * columnStep;
  }
}
