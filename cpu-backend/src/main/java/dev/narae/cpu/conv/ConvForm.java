package dev.narae.cpu.conv;

import dev.narae.DType;

/**
 * What a {@link ConvKernel} computes.
 *
 * @param kind where the operands are
 * @param dtype F32 or F64
 * @param rows rows of the tile
 * @param vectors vectors in a row of the tile
 * @param add whether the product is added to C, else it replaces C
 */
public record ConvForm(Kind kind, DType dtype, int rows, int vectors, boolean add) {

  /** The same tile, added to C. */
  ConvForm adding() {
    return new ConvForm(kind, dtype, rows, vectors, true);
  }

  /** Where the operands are. */
  public enum Kind {
    /**
     * A holds packed weights: {@code rows} numbers for each step. B lies in the planes: its row for
     * step p starts at {@code steps[p]}.
     */
    TAPS,
    /**
     * A lies in the planes: its element for row r and step p is at {@code rows[r] + steps[p]}. B is
     * a matrix with one row a step.
     */
    PIXELS
  }
}
