package dev.narae.cpu.vector;

import dev.narae.cpu.GemmBlock;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;
import dev.narae.cpu.GemmTable;

/**
 * Strips of one slab of B in the order in which kernels read them, one strip after the other: whole
 * vectors first, and what is left of the columns as a strip of one vector.
 */
final class GemmPackedStrips {

  /** Rows of B that are read together: so few that their pages and lines stay at hand. */
  private static final int ROWS_AT_ONCE = 16;

  private final GemmVectorType type;
  private final GemmMatrix b;
  private final GemmBlock block;
  private final GemmTiling tiling;
  private final long from;
  private final int depth;
  private final int bytes;
  private final int lanes;

  /**
   * The strips of the columns of {@code block}.
   *
   * @param tiling how the block is cut
   * @param from first index of the slab along the depth
   * @param depth extent of the slab
   */
  GemmPackedStrips(
      GemmVectorType type,
      GemmProblem problem,
      GemmBlock block,
      GemmTiling tiling,
      long from,
      int depth) {
    this.type = type;
    this.b = problem.b();
    this.block = block;
    this.tiling = tiling;
    this.from = from;
    this.depth = depth;
    this.bytes = type.elementBytes();
    this.lanes = type.species().length();
  }

  /** Bytes from where strip {@code first} lies to where {@code strip} does. */
  long offset(int strip, int first) {
    int vectors = tiling.vectors().start(strip) - tiling.vectors().start(first);
    return (long) depth * vectors * type.vectorBytes();
  }

  /** Packs strips {@code first} to before {@code end}, the first to the given position. */
  void pack(int first, int end, long to) {
    GemmStrips vectors = tiling.vectors();
    int height = b.columnStride() == 1 && b.table() == null ? ROWS_AT_ONCE : depth;
    for (int p = 0; p < depth; p += height) {
      int rows = Math.min(height, depth - p);
      for (int s = first; s < end; s++) {
        int width = vectors.size(s);
        long at = to + offset(s, first) + p * width * type.vectorBytes();
        rows(vectors.start(s), p, rows, width, width * lanes, at);
      }
    }
  }

  /** Packs the columns that do not fill a vector, as a strip of one vector. */
  void packTail(long to) {
    rows(tiling.vectors().extent(), 0, depth, 1, tiling.tail(), to);
  }

  /** Copies rows of B from row {@code p} of the slab on. */
  private void rows(int start, int p, int rows, int width, int columns, long to) {
    long column = block.column() + (long) start * lanes;
    long toRow = width * type.vectorBytes();
    GemmTable table = b.table();
    if (table != null) {
      long at = b.at(block.batch(), from, column);
      GemmGather.strip(b.segment(), at, table, from, rows, column, columns, to, toRow, bytes);
      return;
    }
    long at = b.at(block.batch(), from + p, column) * bytes;
    long row = b.rowStride() * bytes;
    if (b.columnStride() == 1) {
      GemmPacking.rows(b.segment(), at, row, to, toRow, rows, columns * bytes);
    } else {
      GemmPacking.columns(
          b.segment(), at, row, b.columnStride() * bytes, to, toRow, rows, columns, bytes);
    }
  }
}
