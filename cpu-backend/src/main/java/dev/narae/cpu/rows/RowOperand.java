package dev.narae.cpu.rows;

import dev.narae.cpu.CpuBuffer;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;

/**
 * What a row kernel reads or writes: rows of elements next to each other, or one number a row.
 *
 * @param memory that holds it
 * @param start of the first row, in bytes
 * @param rowStep from a row to the next, in bytes
 * @param columnStep from a column to the next, in bytes; 0 for one number a row
 */
record RowOperand(MemorySegment memory, long start, long rowStep, long columnStep) {

  /** The same from another row on. */
  RowOperand from(long row) {
    return new RowOperand(memory, start + row * rowStep, rowStep, columnStep);
  }

  /** The same from another column on. */
  RowOperand fromColumn(long column) {
    return new RowOperand(memory, start + column * columnStep, rowStep, columnStep);
  }

  /** One number a row, next to each other from the beginning of memory. */
  static RowOperand numbers(MemorySegment memory, int bytes) {
    return new RowOperand(memory, 0, bytes, 0);
  }

  /** One number a row, the elements of a vector. */
  static RowOperand numbers(View vector) {
    long bytes = vector.dtype().bytes();
    Layout layout = vector.layout();
    long step = layout.stride(0) * bytes;
    return new RowOperand(CpuBuffer.of(vector), layout.offset() * bytes, step, 0);
  }

  /** One row that serves all. */
  static RowOperand repeated(MemorySegment memory, long start, int bytes) {
    return new RowOperand(memory, start, 0, bytes);
  }
}
