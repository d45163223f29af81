package dev.narae.cpu.vector;

/**
 * The form of a micro-kernel: the tile of C it computes and how it finds A and B.
 *
 * @param rows rows of the tile, 1 to {@link #MAX_ROWS}
 * @param vectors vectors per row of the tile, 1 to {@link #MAX_VECTORS}
 * @param inPlace whether B is read where it lies, and not from its packed strip
 * @param columns whether the packed A lies column by column, and not row by row
 */
record GemmTile(int rows, int vectors, boolean inPlace, boolean columns) {

  /** Rows of a tile of one vector: more than the sums it takes to fill two units of four cycles. */
  static final int MAX_ROWS = 9;

  static final int MAX_VECTORS = 8;

  /** The number of different forms. */
  static final int COUNT = MAX_ROWS * MAX_VECTORS * 4;

  /** A number of its own for each form, below {@link #COUNT}. */
  int index() {
    return index(rows, vectors, inPlace, columns);
  }

  /** The {@link #index} of a form, without making it. */
  static int index(int rows, int vectors, boolean inPlace, boolean columns) {
    int shape = (rows - 1) * MAX_VECTORS + vectors - 1;
    return shape * 4 + (inPlace ? 2 : 0) + (columns ? 1 : 0);
  }
}
