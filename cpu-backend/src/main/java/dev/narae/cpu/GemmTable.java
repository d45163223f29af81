package dev.narae.cpu;

/**
 * Where the elements of a matrix lie that no strides describe: element (i, j) is at the sum of an
 * offset for row i and one for column j. The matrix of an image's patches is one: a row for each
 * element of a convolution's kernel, a column for each pixel.
 */
public final class GemmTable {
  private final long[] rows;
  private final long[] columns;

  /**
   * A table of offsets, in elements; the arrays are not copied.
   *
   * @param rows for each row
   * @param columns for each column
   */
  public GemmTable(long[] rows, long[] columns) {
    this.rows = rows;
    this.columns = columns;
  }

  /** The offset of a row. */
  public long row(long index) {
    return rows[(int) index];
  }

  /** The offset of a column. */
  public long column(long index) {
    return columns[(int) index];
  }
}
