package dev.narae.cpu.vector;

import dev.narae.cpu.GemmEngine;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Scratch memory of one worker: a packed slab of B, cut into strips as wide as a tile whose rows
 * follow each other; a strip of A, row after row; a tile of C.
 */
final class GemmPanels {

  /** Bytes of a row of a packed B: the widest block of columns, in the widest element type. */
  private static final long MAX_ROW_BYTES = 640 * Double.BYTES;

  private static final long MAX_VECTOR_BYTES = 64;

  private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private final MemorySegment a;
  private final MemorySegment b;
  private final MemorySegment tile;

  GemmPanels() {
    Arena arena = Arena.ofAuto();
    a = arena.allocate((long) GemmTile.MAX_ROWS * GemmEngine.SLAB * Double.BYTES, 64);
    b = arena.allocate(MAX_ROW_BYTES * GemmEngine.SLAB, 64);
    tile = arena.allocate(GemmTile.MAX_ROWS * GemmTile.MAX_VECTORS * MAX_VECTOR_BYTES, 64);
  }

  /** The packed strip of A. */
  MemorySegment a() {
    return a;
  }

  /** The packed slab of B. */
  MemorySegment b() {
    return b;
  }

  /** Room for one tile of C. */
  MemorySegment tile() {
    return tile;
  }

  /**
   * Copies {@code columns} strided columns of 4-byte elements to rows of {@code toRow} bytes.
   * Positions and strides are in bytes.
   */
  static void transpose4(
      MemorySegment from,
      long at,
      long row,
      long column,
      MemorySegment to,
      long start,
      long toRow,
      int rows,
      int columns) {
    int j = 0;
    for (; j + 4 <= columns; j += 4) {
      fourColumns(from, at + j * column, row, column, to, start + j * 4L, toRow, rows);
    }
    for (; j < columns; j++) {
      for (int p = 0; p < rows; p++) {
        int bits = from.get(ValueLayout.JAVA_INT_UNALIGNED, at + j * column + p * row);
        to.set(ValueLayout.JAVA_INT_UNALIGNED, start + j * 4L + p * toRow, bits);
      }
    }
  }

  /** Four columns at once fill two longs of each row: half the stores. */
  private static void fourColumns(
      MemorySegment from,
      long at,
      long row,
      long column,
      MemorySegment to,
      long start,
      long toRow,
      int rows) {
    long second = at + column;
    long third = second + column;
    long fourth = third + column;
    for (int p = 0; p < rows; p++) {
      long position = p * row;
      int bits0 = from.get(ValueLayout.JAVA_INT_UNALIGNED, at + position);
      int bits1 = from.get(ValueLayout.JAVA_INT_UNALIGNED, second + position);
      int bits2 = from.get(ValueLayout.JAVA_INT_UNALIGNED, third + position);
      int bits3 = from.get(ValueLayout.JAVA_INT_UNALIGNED, fourth + position);
      long target = start + p * toRow;
      to.set(ValueLayout.JAVA_LONG_UNALIGNED, target, pair(bits0, bits1));
      to.set(ValueLayout.JAVA_LONG_UNALIGNED, target + 8, pair(bits2, bits3));
    }
  }

  /** The long whose bytes in memory are those of one element, then those of another. */
  private static long pair(int first, int second) {
    int low = LITTLE_ENDIAN ? first : second;
    int high = LITTLE_ENDIAN ? second : first;
    return Integer.toUnsignedLong(low) | (long) high << Integer.SIZE;
  }

  /** Copies strided columns of 8-byte elements to rows of {@code toRow} bytes. */
  static void transpose8(
      MemorySegment from,
      long at,
      long row,
      long column,
      MemorySegment to,
      long start,
      long toRow,
      int rows,
      int columns) {
    for (int j = 0; j < columns; j++) {
      for (int p = 0; p < rows; p++) {
        long bits = from.get(ValueLayout.JAVA_LONG_UNALIGNED, at + j * column + p * row);
        to.set(ValueLayout.JAVA_LONG_UNALIGNED, start + j * 8L + p * toRow, bits);
      }
    }
  }
}
