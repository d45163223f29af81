package dev.narae.cpu.vector;

import dev.narae.cpu.Pairs;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies parts of matrices into the {@link GemmScratch}, in the order in which kernels read them.
 * Positions, strides and widths are in bytes. Copies move bits, so the widest vectors there are
 * serve all.
 */
final class GemmPacking {

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
  private static final int ROWS_AT_ONCE = 8;

  private static final VectorSpecies<Byte> WIDE = ByteVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> HALF =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(WIDE.vectorBitSize() / 2));
  private static final int WIDE_BYTES = WIDE.vectorByteSize();
  private static final int HALF_BYTES = HALF.vectorByteSize();

  private GemmPacking() {}

  /** Copies rows of {@code width} dense bytes, a multiple of four. */
  static void rows(
      MemorySegment from, long at, long row, long to, long toRow, int rows, int width) {
    // Some rows at once, each read in order, suit the processor's prefetching.
    int height = width > 2 * WIDE_BYTES ? ROWS_AT_ONCE : rows;
    for (int i = 0; i < rows; i += height) {
      int some = Math.min(height, rows - i);
      someRows(from, at + i * row, row, to + i * toRow, toRow, some, width);
    }
  }

  private static void someRows(
      MemorySegment from, long at, long row, long to, long toRow, int rows, int width) {
    int x = 0;
    for (; x + 2 * WIDE_BYTES <= width; x += 2 * WIDE_BYTES) {
      twoWide(from, at + x, row, to + x, toRow, rows);
    }
    if (x + WIDE_BYTES <= width) {
      wide(from, at + x, row, to + x, toRow, rows);
      x += WIDE_BYTES;
    }
    if (x == width) {
      return;
    }
    // What is left is copied together with some bytes before it.
    if (width >= WIDE_BYTES) {
      wide(from, at + width - WIDE_BYTES, row, to + width - WIDE_BYTES, toRow, rows);
    } else if (width >= HALF_BYTES) {
      half(from, at, row, to, toRow, rows);
      half(from, at + width - HALF_BYTES, row, to + width - HALF_BYTES, toRow, rows);
    } else {
      words(from, at, row, to, toRow, rows, width);
    }
  }

  private static void twoWide(
      MemorySegment from, long at, long row, long to, long toRow, int rows) {
    for (int i = 0; i < rows; i++) {
      long source = at + i * row;
      long target = (to + i * toRow) & GemmScratch.MASK;
      ByteVector.fromMemorySegment(WIDE, from, source, NATIVE)
          .intoMemorySegment(GemmScratch.MEMORY, target, NATIVE);
      ByteVector.fromMemorySegment(WIDE, from, source + WIDE_BYTES, NATIVE)
          .intoMemorySegment(GemmScratch.MEMORY, target + WIDE_BYTES, NATIVE);
    }
  }

  private static void wide(MemorySegment from, long at, long row, long to, long toRow, int rows) {
    for (int i = 0; i < rows; i++) {
      ByteVector.fromMemorySegment(WIDE, from, at + i * row, NATIVE)
          .intoMemorySegment(GemmScratch.MEMORY, (to + i * toRow) & GemmScratch.MASK, NATIVE);
    }
  }

  private static void half(MemorySegment from, long at, long row, long to, long toRow, int rows) {
    for (int i = 0; i < rows; i++) {
      ByteVector.fromMemorySegment(HALF, from, at + i * row, NATIVE)
          .intoMemorySegment(GemmScratch.MEMORY, (to + i * toRow) & GemmScratch.MASK, NATIVE);
    }
  }

  private static void words(
      MemorySegment from, long at, long row, long to, long toRow, int rows, int width) {
    for (int i = 0; i < rows; i++) {
      for (int x = 0; x < width; x += Integer.BYTES) {
        long target = (to + i * toRow + x) & GemmScratch.MASK;
        GemmScratch.MEMORY.set(INT, target, from.get(INT, at + i * row + x));
      }
    }
  }

  /** Copies columns of elements of 4 or 8 bytes, which become dense rows of as many elements. */
  static void columns(
      MemorySegment from,
      long at,
      long row,
      long column,
      long to,
      long toRow,
      int rows,
      int columns,
      int elementBytes) {
    if (elementBytes == Float.BYTES) {
      columns4(from, at, row, column, to, toRow, rows, columns);
    } else {
      columns8(from, at, row, column, to, toRow, rows, columns);
    }
  }

  /** Copies columns of 4-byte elements, which become dense rows of as many elements. */
  static void columns4(
      MemorySegment from,
      long at,
      long row,
      long column,
      long to,
      long toRow,
      int rows,
      int columns) {
    int j = 0;
    for (; j + 4 <= columns; j += 4) {
      if (row == Integer.BYTES) {
        fourDenseColumns(from, at + j * column, column, to + j * 4L, toRow, rows);
      } else {
        fourColumns(from, at + j * column, row, column, to + j * 4L, toRow, rows);
      }
    }
    for (; j < columns; j++) {
      column4(from, at + j * column, row, to + j * 4L, toRow, 0, rows);
    }
  }

  private static void column4(
      MemorySegment from, long at, long row, long to, long toRow, int start, int end) {
    for (int p = start; p < end; p++) {
      int bits = from.get(INT, at + p * row);
      GemmScratch.MEMORY.set(INT, (to + p * toRow) & GemmScratch.MASK, bits);
    }
  }

  /** Loads two elements of each column at once and stores two of each row at once. */
  private static void fourDenseColumns(
      MemorySegment from, long at, long column, long to, long toRow, int rows) {
    long second = at + column;
    long third = second + column;
    long fourth = third + column;
    for (int q = 0; q < rows / 2; q++) {
      long position = 8L * q;
      long pair0 = from.get(LONG, at + position);
      long pair1 = from.get(LONG, second + position);
      long pair2 = from.get(LONG, third + position);
      long pair3 = from.get(LONG, fourth + position);
      long upper = (to + 2L * q * toRow) & GemmScratch.MASK;
      long lower = (to + 2L * q * toRow + toRow) & GemmScratch.MASK;
      GemmScratch.MEMORY.set(LONG, upper, Pairs.firsts(pair0, pair1));
      GemmScratch.MEMORY.set(LONG, upper + 8, Pairs.firsts(pair2, pair3));
      GemmScratch.MEMORY.set(LONG, lower, Pairs.seconds(pair0, pair1));
      GemmScratch.MEMORY.set(LONG, lower + 8, Pairs.seconds(pair2, pair3));
    }
    for (int j = 0; rows % 2 == 1 && j < 4; j++) {
      column4(from, at + j * column, Integer.BYTES, to + j * 4L, toRow, rows - 1, rows);
    }
  }

  private static void fourColumns(
      MemorySegment from, long at, long row, long column, long to, long toRow, int rows) {
    long second = at + column;
    long third = second + column;
    long fourth = third + column;
    for (int p = 0; p < rows; p++) {
      long position = p * row;
      int bits0 = from.get(INT, at + position);
      int bits1 = from.get(INT, second + position);
      int bits2 = from.get(INT, third + position);
      int bits3 = from.get(INT, fourth + position);
      long target = (to + p * toRow) & GemmScratch.MASK;
      GemmScratch.MEMORY.set(LONG, target, Pairs.pair(bits0, bits1));
      GemmScratch.MEMORY.set(LONG, target + 8, Pairs.pair(bits2, bits3));
    }
  }

  /** Copies columns of 8-byte elements, which become dense rows of as many elements. */
  static void columns8(
      MemorySegment from,
      long at,
      long row,
      long column,
      long to,
      long toRow,
      int rows,
      int columns) {
    int j = 0;
    for (; j + 4 <= columns; j += 4) {
      fourColumns8(from, at + j * column, row, column, to + j * 8L, toRow, rows);
    }
    for (; j < columns; j++) {
      for (int p = 0; p < rows; p++) {
        long bits = from.get(LONG, at + j * column + p * row);
        GemmScratch.MEMORY.set(LONG, (to + j * 8L + p * toRow) & GemmScratch.MASK, bits);
      }
    }
  }

  private static void fourColumns8(
      MemorySegment from, long at, long row, long column, long to, long toRow, int rows) {
    long second = at + column;
    long third = second + column;
    long fourth = third + column;
    for (int p = 0; p < rows; p++) {
      long position = p * row;
      long target = (to + p * toRow) & GemmScratch.MASK;
      GemmScratch.MEMORY.set(LONG, target, from.get(LONG, at + position));
      GemmScratch.MEMORY.set(LONG, target + 8, from.get(LONG, second + position));
      GemmScratch.MEMORY.set(LONG, target + 16, from.get(LONG, third + position));
      GemmScratch.MEMORY.set(LONG, target + 24, from.get(LONG, fourth + position));
    }
  }
}
