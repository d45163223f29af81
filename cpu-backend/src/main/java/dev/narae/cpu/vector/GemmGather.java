package dev.narae.cpu.vector;

import dev.narae.cpu.GemmTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packs strips of a matrix whose elements are found by a {@link GemmTable}. Columns that follow
 * each other in memory are copied by whole vectors. These write past the last of them, over what
 * the copies after them fill: further columns, the next row, the next strip.
 */
final class GemmGather {
  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
  private static final VectorSpecies<Byte> WIDE = ByteVector.SPECIES_PREFERRED;
  private static final int WIDE_BYTES = WIDE.vectorByteSize();

  private GemmGather() {}

  /**
   * Packs a strip; what was packed after it is overwritten.
   *
   * @param at position of the element at the first row and column, in elements
   * @param row the first row
   * @param rows how many
   * @param column the first column
   * @param columns how many
   * @param to position in the scratch memory, in bytes
   * @param toRow from a row there to the next, in bytes
   * @param bytes of an element
   */
  static void strip(
      MemorySegment from,
      long at,
      GemmTable table,
      long row,
      int rows,
      long column,
      int columns,
      long to,
      long toRow,
      int bytes) {
    long[] starts = new long[rows];
    long highest = 0;
    for (int i = 0; i < rows; i++) {
      starts[i] = (at + table.row(row + i) - table.row(row)) * bytes;
      highest = Math.max(highest, starts[i]);
    }
    long[] offsets = new long[columns];
    for (int j = 0; j < columns; j++) {
      offsets[j] = (table.column(column + j) - table.column(column)) * bytes;
    }
    int[] pieces = pieces(offsets, bytes);
    long reach = highest + WIDE_BYTES;
    boolean inside = true;
    for (int piece : pieces) {
      inside &= offsets[piece] + reach <= from.byteSize();
    }
    if (inside) {
      vectors(from, starts, offsets, pieces, to, toRow, bytes);
    } else {
      elements(from, starts, offsets, to, toRow, bytes);
    }
  }

  /** The columns at which vectors begin, so that together they cover all. */
  private static int[] pieces(long[] offsets, int bytes) {
    int[] pieces = new int[offsets.length];
    int count = 0;
    int covered = 0;
    for (int j = 0; j < offsets.length; j++) {
      if (j == covered || offsets[j] != offsets[j - 1] + bytes) {
        pieces[count++] = j;
        covered = j + WIDE_BYTES / bytes;
      }
    }
    return Arrays.copyOf(pieces, count);
  }

  private static void vectors(
      MemorySegment from,
      long[] starts,
      long[] offsets,
      int[] pieces,
      long to,
      long toRow,
      int bytes) {
    for (int i = 0; i < starts.length; i++) {
      for (int piece : pieces) {
        long target = to + i * toRow + (long) piece * bytes;
        ByteVector.fromMemorySegment(WIDE, from, starts[i] + offsets[piece], NATIVE)
            .intoMemorySegment(GemmScratch.MEMORY, target & GemmScratch.MASK, NATIVE);
      }
    }
  }

  private static void elements(
      MemorySegment from, long[] starts, long[] offsets, long to, long toRow, int bytes) {
    for (int i = 0; i < starts.length; i++) {
      for (int j = 0; j < offsets.length; j++) {
        long source = starts[i] + offsets[j];
        long target = (to + i * toRow + (long) j * bytes) & GemmScratch.MASK;
        if (bytes == Float.BYTES) {
          int bits = from.get(ValueLayout.JAVA_INT_UNALIGNED, source);
          GemmScratch.MEMORY.set(ValueLayout.JAVA_INT_UNALIGNED, target, bits);
        } else {
          long bits = from.get(ValueLayout.JAVA_LONG_UNALIGNED, source);
          GemmScratch.MEMORY.set(ValueLayout.JAVA_LONG_UNALIGNED, target, bits);
        }
      }
    }
  }
}
