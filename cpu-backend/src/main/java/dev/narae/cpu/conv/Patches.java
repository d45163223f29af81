package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Cells;
import java.lang.foreign.MemorySegment;

/**
 * The matrix of patches (taps × output pixels) of some output rows: row k holds what tap k meets
 * (Chellapilla, Puri, Simard: High Performance Convolutional Neural Networks for Document
 * Processing; 2006, section 3).
 */
final class Patches {
  private final ConvBlock block;
  private final DType dtype;

  Patches(ConvBlock block, DType dtype) {
    this.block = block;
    this.dtype = dtype;
  }

  /** The bytes of a matrix for {@code rows} output rows. */
  long bytes(int rows) {
    return (long) block.sizes().taps() * rows * block.sizes().outW() * dtype.bytes();
  }

  /** Fills the matrix for output rows {@code from} to {@code from + rows} of the padded planes. */
  void gather(MemorySegment planes, int from, int rows, MemorySegment matrix) {
    int width = block.sizes().outW();
    int step = block.sizes().window().strideW();
    long to = 0;
    for (int k = 0; k < block.sizes().taps(); k++) {
      for (int r = from; r < from + rows; r++) {
        long at = block.tap(k) + block.row(r);
        Cells.copy(planes, at, step, matrix, to, 1, width, dtype.bytes());
        to += width;
      }
    }
  }

  /** Adds the matrix to the elements of the padded planes that {@link #gather} reads it from. */
  void scatter(MemorySegment matrix, int from, int rows, MemorySegment planes) {
    int width = block.sizes().outW();
    int step = block.sizes().window().strideW();
    long at = 0;
    for (int k = 0; k < block.sizes().taps(); k++) {
      for (int r = from; r < from + rows; r++) {
        Sums.add(dtype, matrix, at, planes, block.tap(k) + block.row(r), step, width);
        at += width;
      }
    }
  }
}
