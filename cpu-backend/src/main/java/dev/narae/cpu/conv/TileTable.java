package dev.narae.cpu.conv;

/**
 * The tiles that cover some output rows, as kernels of kind WINDOWS take them: for each vector its
 * offset in the planes and in the result, in bytes. The last vector of a row, and of all, reaches
 * back rather than over the end; what is computed twice comes out the same.
 */
final class TileTable {
  private final long[] offsets;
  private final int count;

  private TileTable(long[] offsets, int count) {
    this.offsets = offsets;
    this.count = count;
  }

  /** The table; not to be changed. */
  long[] offsets() {
    return offsets;
  }

  /** The number of tiles. */
  int count() {
    return count;
  }

  /**
   * Vectors row by row, where a row has at least {@code lanes} elements.
   *
   * @param from elements from a row of the planes to the next
   * @param to elements from a row of the result to the next
   */
  static TileTable rows(
      int rows, int width, int lanes, int vectors, long from, long to, int bytes) {
    int inRow = Math.ceilDiv(width, lanes);
    Builder builder = new Builder(rows * inRow, vectors, bytes);
    for (int r = 0; r < rows; r++) {
      for (int v = 0; v < inRow; v++) {
        int column = Math.min(v * lanes, width - lanes);
        builder.add(r * from + column, r * to + column);
      }
    }
    return builder.repeatLast();
  }

  /** Vectors along the planes, across the ends of rows. */
  static TileTable flat(int total, int lanes, int vectors, int bytes) {
    int count = Math.ceilDiv(total, lanes);
    Builder builder = new Builder(count, vectors, bytes);
    for (int v = 0; v < count; v++) {
      int at = Math.max(0, Math.min(v * lanes, total - lanes));
      builder.add(at, at);
    }
    return builder.repeatLast();
  }

  /**
   * Vectors row by row that are added to what is there: rows of the source are whole vectors, and a
   * tile that is not full is filled up with zeros.
   *
   * @param zeros where a vector of zeros lies in the source
   */
  static TileTable adding(
      int rows, int width, int lanes, int vectors, long from, long to, long zeros, int bytes) {
    int inRow = Math.ceilDiv(width, lanes);
    Builder builder = new Builder(rows * inRow, vectors, bytes);
    for (int r = 0; r < rows; r++) {
      for (int v = 0; v < inRow; v++) {
        builder.add(r * from + (long) v * lanes, r * to + (long) v * lanes);
      }
    }
    return builder.fill(zeros);
  }

  /** A table of one of the tiles, whose vectors lie side by side in the result. */
  long[] aside(int tile, int vectors, int vectorBytes) {
    long[] aside = new long[2 * vectors];
    for (int j = 0; j < vectors; j++) {
      aside[2 * j] = offsets[2 * (tile * vectors + j)];
      aside[2 * j + 1] = (long) j * vectorBytes;
    }
    return aside;
  }

  /** Writes a table. */
  private static final class Builder {
    private final long[] offsets;
    private final int vectors;
    private final int bytes;
    private int next;

    Builder(int count, int vectors, int bytes) {
      this.offsets = new long[2 * Math.ceilDiv(count, vectors) * vectors];
      this.vectors = vectors;
      this.bytes = bytes;
    }

    void add(long from, long to) {
      offsets[next] = from * bytes;
      offsets[next + 1] = to * bytes;
      next += 2;
    }

    TileTable repeatLast() {
      while (next < offsets.length) {
        offsets[next] = offsets[next - 2];
        offsets[next + 1] = offsets[next - 1];
        next += 2;
      }
      return table();
    }

    TileTable fill(long zeros) {
      while (next < offsets.length) {
        add(zeros, 0);
      }
      return table();
    }

    private TileTable table() {
      return new TileTable(offsets, offsets.length / (2 * vectors));
    }
  }
}
