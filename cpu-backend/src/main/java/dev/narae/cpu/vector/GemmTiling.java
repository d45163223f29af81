package dev.narae.cpu.vector;

import dev.narae.cpu.GemmBlock;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;
import org.jspecify.annotations.Nullable;

/**
 * How a block of C is cut into tiles and where kernels find A and B.
 *
 * @param inPlace whether strips of B are read where they lie
 * @param columnsOfA whether A is packed column by column
 * @param rows the strips of rows, for tiles of two vectors and more
 * @param tallRows the strips of rows, for tiles of one vector, which leave registers for more rows
 * @param vectors the strips of the whole vectors in a row
 * @param tail the elements of a row past its whole vectors
 */
record GemmTiling(
    boolean inPlace,
    boolean columnsOfA,
    GemmStrips rows,
    GemmStrips tallRows,
    GemmStrips vectors,
    int tail) {

  /** Rows of a block up to which a packed B does not repay packing it. */
  private static final int ROWS_IN_PLACE = 12;

  /** For a block whose B is packed by the thread that needs it, or read in place. */
  static GemmTiling of(GemmVectorType type, GemmProblem problem, GemmBlock block) {
    GemmMatrix b = problem.b();
    boolean low = block.rows() <= ROWS_IN_PLACE && b.columnStride() == 1 && b.table() == null;
    return of(type, problem, block, low || problem.rowsOfBNear());
  }

  /** For a block whose B all threads have packed together. */
  static GemmTiling shared(GemmVectorType type, GemmProblem problem, GemmBlock block) {
    return of(type, problem, block, false);
  }

  private static GemmTiling of(
      GemmVectorType type, GemmProblem problem, GemmBlock block, boolean inPlace) {
    boolean columnsOfA =
        problem.a().columnStride() != 1 && problem.a().rowStride() == 1 && block.rows() > 1;
    GemmStrips rows = GemmStrips.of(block.rows(), type.maxRows(inPlace));
    return new GemmTiling(
        inPlace,
        columnsOfA,
        rows,
        columnsOfA ? rows : GemmStrips.of(block.rows(), GemmTile.MAX_ROWS),
        GemmStrips.of(block.columns() / type.species().length(), type.maxVectors(rows.largest())),
        block.columns() % type.species().length());
  }

  /**
   * For a B that lies packed in ordinary memory, and is read there.
   *
   * @param vectors the strips it was packed in; those of {@link #of} if null
   */
  static GemmTiling packed(GemmVectorType type, GemmBlock block, @Nullable GemmStrips vectors) {
    GemmStrips rows = GemmStrips.of(block.rows(), type.maxRows(true));
    int lanes = type.species().length();
    return new GemmTiling(
        true,
        false,
        rows,
        GemmStrips.of(block.rows(), GemmTile.MAX_ROWS),
        vectors != null
            ? vectors
            : GemmStrips.of(block.columns() / lanes, type.maxVectors(rows.largest())),
        block.columns() % lanes);
  }

  /** The strips of rows for tiles of the given width. */
  GemmStrips rows(int width) {
    return width == 1 ? tallRows : rows;
  }
}
