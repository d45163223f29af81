package dev.narae.cpu.conv;

import dev.narae.DType;

/**
 * What a {@link ConvKernel} computes.
 *
 * @param kind where the operands are
 * @param dtype F32 or F64
 * @param rows rows of the tile
 * @param vectors vectors in a row of the tile
 * @param lanes elements of a vector
 * @param before what the product is added to
 */
public record ConvForm(Kind kind, DType dtype, int rows, int vectors, int lanes, Before before) {

  /** The same of another kind. */
  ConvForm of(Kind other, Before what) {
    return new ConvForm(other, dtype, rows, vectors, lanes, what);
  }

  /** What a product is added to. */
  public enum Before {
    /** Nothing: it replaces C. */
    NOTHING,
    /** What C holds. */
    RESULT
  }

  /** Where the operands are. */
  public enum Kind {
    /**
     * A holds packed weights: {@code rows} numbers for each step. B lies in the planes: vector j of
     * tile t begins, for step p, at {@code tiles[2 (t * vectors + j)] + steps[p]}, and is summed up
     * at {@code tiles[2 (t * vectors + j) + 1]} in C.
     */
    WINDOWS,
    /**
     * As WINDOWS, with a table for the steps of one input channel, gone through again for each: in
     * B, step i of a channel is at {@code steps[2 i]}, and in A its numbers are the {@code steps[2
     * i + 1]}-th. The last two entries are what they grow by from a channel to the next. The sums
     * begin with step {@code from} of the first channel. A must lie in a {@link ConvStage}. The
     * bias is added even to what C holds.
     */
    CHANNELS,
    /**
     * A lies in the planes: its element for row r of tile t and step p is at {@code tiles[t * rows
     * + r] + steps[p]}. B is a panel with one row a step. The tiles of C lie one below the other.
     */
    PIXELS,
    /**
     * As PIXELS, but each lane has an element of A of its own: {@code lanes} of them lie side by
     * side in the planes, those of as many images. A must lie in a {@link SharedStage}, B in a
     * {@link ConvStage}.
     */
    IMAGES,
    /**
     * No product: A is a tile of sums, vector by vector in each row, which go where those of kind
     * WINDOWS would. B and the steps are unused.
     */
    SUMS
  }
}
