package dev.narae.cpu.vector;

/**
 * The form of a micro-kernel: the tile of C it computes and how it finds A and B.
 *
 * @param rows rows of the tile, 1 to {@link #MAX_ROWS}
 * @param vectors vectors per row of the tile, 1 to {@link #MAX_VECTORS}
 * @param packed whether the elements of a row of A lie next to each other and B is a packed panel,
 *     so that the distance of each step of the depth is a constant
 */
record GemmTile(int rows, int vectors, boolean packed) {

  static final int MAX_ROWS = 6;
  static final int MAX_VECTORS = 4;

  /** The number of different forms. */
  static final int COUNT = MAX_ROWS * MAX_VECTORS * 2;

  /** A number of its own for each form, below {@link #COUNT}. */
  int index() {
    return index(rows, vectors, packed);
  }

  /** The {@link #index} of a form, without making it. */
  static int index(int rows, int vectors, boolean packed) {
    return ((rows - 1) * MAX_VECTORS + vectors - 1) * 2 + (packed ? 1 : 0);
  }
}
