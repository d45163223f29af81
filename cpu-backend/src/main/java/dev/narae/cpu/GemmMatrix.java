package dev.narae.cpu;

import dev.narae.spi.Layout;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A batch of matrices in memory. Offset and strides count elements; a stride may be 0.
 *
 * @param segment the memory
 * @param offset position of the first element of the first matrix
 * @param batchStride from a matrix to the next
 * @param rowStride from a row to the next
 * @param columnStride from a column to the next
 * @param table where rows and columns are, in place of their strides; null to go by the strides
 */
public record GemmMatrix(
    MemorySegment segment,
    long offset,
    long batchStride,
    long rowStride,
    long columnStride,
    @Nullable GemmTable table) {

  /** Matrices with strides. */
  public GemmMatrix(
      MemorySegment segment, long offset, long batchStride, long rowStride, long columnStride) {
    this(segment, offset, batchStride, rowStride, columnStride, null);
  }

  /** Matrices that are found by a table; only for the second operand of a product. */
  public static GemmMatrix scattered(
      MemorySegment segment, long offset, long batchStride, GemmTable table) {
    return new GemmMatrix(segment, offset, batchStride, 0, 0, table);
  }

  /** The matrices of a layout (batch, rows, columns). */
  public static GemmMatrix of(MemorySegment segment, Layout layout) {
    return new GemmMatrix(
        segment, layout.offset(), layout.stride(0), layout.stride(1), layout.stride(2));
  }

  /** The position of an element. */
  public long at(long batch, long row, long column) {
    long matrix = offset + batch * batchStride;
    return table == null
        ? matrix + row * rowStride + column * columnStride
        : matrix + table.row(row) + table.column(column);
  }

  /** The same matrices with rows and columns exchanged. */
  GemmMatrix transposed() {
    return new GemmMatrix(segment, offset, batchStride, columnStride, rowStride);
  }

  /** The same elements, with the stride of each axis of extent 1, which is never used, set to 1. */
  GemmMatrix normalized(long rows, long columns) {
    return new GemmMatrix(
        segment, offset, batchStride, rows == 1 ? 1 : rowStride, columns == 1 ? 1 : columnStride);
  }
}
