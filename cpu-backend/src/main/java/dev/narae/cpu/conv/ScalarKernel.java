package dev.narae.cpu.conv;

import dev.narae.cpu.conv.ConvForm.Before;
import java.lang.foreign.MemorySegment;

/** A kernel in plain loops, with one vector in a row of its tiles. */
abstract class ScalarKernel {
  final int rows;
  final int lanes;
  private final Before before;
  private final int bytes;

  ScalarKernel(ConvForm form) {
    this.rows = form.rows();
    this.lanes = form.lanes();
    this.before = form.before();
    this.bytes = form.dtype().bytes();
  }

  /** The sums of one tile, which are cleared, added to and stored. */
  interface Sums {
    /** Begins anew. */
    void clear();

    /** sums[r] += a[aAt + r * aStep] * b, for the elements of b from {@code bAt} on. */
    void add(MemorySegment a, long[] aAt, long aMore, MemorySegment b, long bAt);

    /** Replaces row r. */
    void load(int row, MemorySegment from, long at);

    /** Adds to row r what lies before it. */
    void add(int row, MemorySegment before, long at);

    /** Stores row r with the bias. */
    void store(int row, MemorySegment c, long cAt, MemorySegment bias, long biasAt);
  }

  abstract Sums newSums();

  final void windows(
      MemorySegment a,
      long aAt,
      MemorySegment b,
      long bAt,
      long[] steps,
      int from,
      int depth,
      long[] tiles,
      int first,
      int end,
      MemorySegment c,
      long cAt,
      long cRow,
      MemorySegment bias,
      long biasAt) {
    long[] weights = new long[rows];
    for (int r = 0; r < rows; r++) {
      weights[r] = aAt + (long) r * bytes;
    }
    Sums sums = newSums();
    for (int t = first; t < end; t++) {
      sums.clear();
      long start = bAt + tiles[2 * t];
      for (int p = 0; p < depth; p++) {
        sums.add(a, weights, (long) p * rows * bytes, b, start + steps[from + p]);
      }
      for (int r = 0; r < rows; r++) {
        long to = cAt + tiles[2 * t + 1] + r * cRow;
        if (before == Before.RESULT) {
          sums.add(r, c, to);
        }
        sums.store(r, c, to, bias, biasAt + (long) r * bytes);
      }
    }
  }

  final void sums(
      MemorySegment a,
      long aAt,
      MemorySegment b,
      long bAt,
      long[] steps,
      int from,
      int depth,
      long[] tiles,
      int first,
      int end,
      MemorySegment c,
      long cAt,
      long cRow,
      MemorySegment bias,
      long biasAt) {
    Sums sums = newSums();
    for (int t = first; t < end; t++) {
      for (int r = 0; r < rows; r++) {
        sums.load(r, a, aAt + (long) r * lanes * bytes);
        sums.store(r, c, cAt + tiles[2 * t + 1] + r * cRow, bias, biasAt + (long) r * bytes);
      }
    }
  }

  final void pixels(
      MemorySegment a,
      long aAt,
      MemorySegment b,
      long bAt,
      long[] steps,
      int from,
      int depth,
      long[] tiles,
      int first,
      int end,
      MemorySegment c,
      long cAt,
      long cRow,
      MemorySegment bias,
      long biasAt) {
    long[] elements = new long[rows];
    Sums sums = newSums();
    for (int t = first; t < end; t++) {
      sums.clear();
      for (int r = 0; r < rows; r++) {
        elements[r] = aAt + tiles[t * rows + r];
      }
      for (int p = 0; p < depth; p++) {
        sums.add(a, elements, steps[from + p], b, bAt + (long) p * lanes * bytes);
      }
      for (int r = 0; r < rows; r++) {
        long to = cAt + ((long) t * rows + r) * cRow;
        sums.add(r, c, to);
        sums.store(r, c, to, bias, biasAt);
      }
    }
  }
}
