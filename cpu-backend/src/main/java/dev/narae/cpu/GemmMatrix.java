package dev.narae.cpu;

import dev.narae.spi.Layout;
import java.lang.foreign.MemorySegment;

/**
 * A batch of matrices in memory. Offset and strides count elements; a stride may be 0.
 *
 * @param segment the memory
 * @param offset position of the first element of the first matrix
 * @param batchStride from a matrix to the next
 * @param rowStride from a row to the next
 * @param columnStride from a column to the next
 */
public record GemmMatrix(
    MemorySegment segment, long offset, long batchStride, long rowStride, long columnStride) {

  /** The matrices of a layout (batch, rows, columns). */
  public static GemmMatrix of(MemorySegment segment, Layout layout) {
    return new GemmMatrix(
        segment, layout.offset(), layout.stride(0), layout.stride(1), layout.stride(2));
  }

  /** The position of an element. */
  public long at(long batch, long row, long column) {
    return offset + batch * batchStride + row * rowStride + column * columnStride;
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
