package dev.narae.cpu.attention;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.Scratch;
import dev.narae.spi.Layout;
import dev.narae.spi.View;

/**
 * A matrix of numbers in memory, or a part of one.
 *
 * @param view the elements (rows, columns)
 */
record Tile(View view) {

  /** Room for a matrix in working memory. */
  static Tile in(Scratch scratch, DType dtype, int rows, int columns) {
    CpuBuffer buffer = CpuBuffer.adopted(scratch.take((long) rows * columns * dtype.bytes()));
    return new Tile(new View(buffer, dtype, Layout.contiguous(Shape.of(rows, columns))));
  }

  /** One of the matrices (…, rows, columns) of a tensor. */
  static Tile of(View view, long index) {
    Layout layout = view.layout();
    int last = view.shape().rank() - 1;
    long rows = view.shape().dim(last - 1);
    long columns = view.shape().dim(last);
    return strided(
        view,
        rows,
        columns,
        layout.stride(last - 1),
        layout.stride(last),
        offset(view, last - 1, index));
  }

  /** One of the vectors (…, rows) of a tensor, as a column. */
  static Tile columnOf(View view, long index) {
    int last = view.shape().rank() - 1;
    return strided(
        view, view.shape().dim(last), 1, view.layout().stride(last), 0, offset(view, last, index));
  }

  /** Where the index of the leading extents leads. */
  private static long offset(View view, int leading, long index) {
    long offset = view.layout().offset();
    long rest = index;
    for (int i = leading - 1; i >= 0; i--) {
      offset += rest % view.shape().dim(i) * view.layout().stride(i);
      rest /= view.shape().dim(i);
    }
    return offset;
  }

  private static Tile strided(
      View view, long rows, long columns, long row, long column, long offset) {
    return new Tile(
        view.with(Layout.of(Shape.of(rows, columns), new long[] {row, column}, offset)));
  }

  long rows() {
    return view.shape().dim(0);
  }

  long columns() {
    return view.shape().dim(1);
  }

  /** The position of an element. */
  long at(long row, long column) {
    Layout layout = view.layout();
    return layout.offset() + row * layout.stride(0) + column * layout.stride(1);
  }

  /** Some of the rows. */
  Tile rows(long first, long count) {
    return part(first, count, 0, columns());
  }

  /** The upper left part. */
  Tile part(long rows, long columns) {
    return part(0, rows, 0, columns);
  }

  private Tile part(long row, long rows, long column, long columns) {
    Layout layout = view.layout();
    return strided(view, rows, columns, layout.stride(0), layout.stride(1), at(row, column));
  }

  /** The first rows and columns as a dense matrix of their own, for working memory. */
  Tile dense(long rows, long columns) {
    return strided(view, rows, columns, columns, 1, view.layout().offset());
  }

  /** Rows and columns exchanged. */
  Tile transposed() {
    Layout layout = view.layout();
    return strided(view, columns(), rows(), layout.stride(1), layout.stride(0), layout.offset());
  }

  GemmMatrix matrix() {
    Layout layout = view.layout();
    return new GemmMatrix(
        CpuBuffer.of(view), layout.offset(), 0, layout.stride(0), layout.stride(1));
  }
}
