package dev.narae.cpu;

import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.View;

/**
 * A rectangle of one C of the batch: the unit of work of a thread.
 *
 * @param batch index of the matrix
 * @param row first row
 * @param rows number of rows
 * @param column first column
 * @param columns number of columns
 */
public record GemmBlock(long batch, long row, int rows, long column, int columns) {

  /** The part of a view (batch, rows, columns) that the block covers. */
  public View of(View view) {
    Layout layout = view.layout();
    long offset =
        layout.offset()
            + batch * layout.stride(0)
            + row * layout.stride(1)
            + column * layout.stride(2);
    return view.with(Layout.of(Shape.of(1, rows, columns), layout.strides(), offset));
  }
}
