package dev.narae.cpu.recurrent;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.GemmMatrix;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;

/**
 * A matrix whose rows are dense. Positions count elements.
 *
 * @param memory that holds it
 * @param at where it begins
 * @param row from a row to the next
 */
record RowMatrix(MemorySegment memory, long at, long row) {

  /** The rows of a dense view: all but its last dimension, one below the other. */
  static RowMatrix of(View dense) {
    return new RowMatrix(CpuBuffer.of(dense), dense.layout().offset(), dense.shape().dim(-1));
  }

  /** The part from a row and a column on. */
  RowMatrix from(long firstRow, long column) {
    return new RowMatrix(memory, at + firstRow * row + column, row);
  }

  GemmMatrix matrix() {
    return new GemmMatrix(memory, at, 0, row, 1);
  }

  GemmMatrix transposed() {
    return new GemmMatrix(memory, at, 0, 1, row);
  }

  View view(DType dtype, long rows, long columns) {
    Layout layout = Layout.of(Shape.of(rows, columns), new long[] {row, 1}, at);
    return new View(CpuBuffer.adopted(memory), dtype, layout);
  }
}
