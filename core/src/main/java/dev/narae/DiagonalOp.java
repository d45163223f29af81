package dev.narae;

import dev.narae.spi.Layout;
import org.jspecify.annotations.Nullable;

/**
 * out[…, i] = x[…, i + max(0, -offset), …, i + max(0, offset), …]: a diagonal of two dimensions as
 * the last one. Gradient: its elements put back among zeros.
 *
 * @param offset how far above the main diagonal; negative for below
 * @param rows the first dimension, counted from 0
 * @param columns the second dimension, another one
 */
record DiagonalOp(long offset, int rows, int columns) implements SubsetView {
  @Override
  public String name() {
    return "diagonal";
  }

  /** How many elements a diagonal of so many rows and columns has. */
  long length(long rowCount, long columnCount) {
    return Math.max(0, Math.min(rowCount + Math.min(offset, 0), columnCount - Math.max(offset, 0)));
  }

  @Override
  public Layout of(Layout from) {
    int last = from.shape().rank() - 2;
    long[] dims = new long[last + 1];
    long[] strides = new long[last + 1];
    int rank = 0;
    for (int i = 0; i < from.shape().rank(); i++) {
      if (i != rows && i != columns) {
        dims[rank] = from.shape().dim(i);
        strides[rank++] = from.stride(i);
      }
    }
    dims[last] = length(from.shape().dim(rows), from.shape().dim(columns));
    strides[last] = from.stride(rows) + from.stride(columns);
    Shape shape = Shape.of(dims);
    long start =
        from.offset() + (offset < 0 ? -offset * from.stride(rows) : offset * from.stride(columns));
    return Layout.of(shape, strides, shape.size() == 0 ? 0 : start);
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    return new Tensor[] {PlaceOp.back(this, node.shape(0), ComputeOp.only(upstream))};
  }
}
