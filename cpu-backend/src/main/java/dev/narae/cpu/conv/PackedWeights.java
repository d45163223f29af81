package dev.narae.cpu.conv;

import dev.narae.cpu.Cells;
import dev.narae.cpu.Dense;
import dev.narae.cpu.Parallel;
import java.lang.foreign.MemorySegment;

/**
 * Weights as kernels of kind WINDOWS read them: for each group and each strip of rows, a number for
 * each row of the strip at every step.
 *
 * @param memory of the packed weights
 * @param start where they begin, in bytes
 * @param strips of the rows
 * @param rows in a group
 * @param steps how many
 * @param bytes of an element
 */
record PackedWeights(
    MemorySegment memory, long start, RowStrips strips, int rows, int steps, int bytes) {
  /** Elements worth a block of work. */
  private static final long GRAIN = 1 << 14;

  /** Where the number for a row and a step is found. */
  interface Source {
    /** Copies the numbers of a row of a group to elements that lie {@code apart}. */
    void copy(int group, int row, MemorySegment to, long toAt, long apart);
  }

  /** Packs the weights of {@code groups} groups. */
  void pack(Parallel parallel, int groups, Source source) {
    long grain = GRAIN / Math.max(1, (long) steps * strips.size(0));
    parallel.range(
        (long) groups * strips.count(),
        grain,
        (from, to) -> {
          for (long i = from; i < to; i++) {
            int group = (int) (i / strips.count());
            int strip = (int) (i % strips.count());
            for (int r = 0; r < strips.size(strip); r++) {
              long at = start / bytes + elementAt(group, strip, 0) + r;
              source.copy(group, strips.start(strip) + r, memory, at, strips.size(strip));
            }
          }
        });
  }

  /** Rows that lie one after the other, densely. */
  static Source rows(Dense from, int rows, int steps, int bytes) {
    return (group, row, to, toAt, apart) -> {
      long at = from.at() + ((long) group * rows + row) * steps;
      Cells.copy(from.memory(), at, 1, to, toAt, apart, steps, bytes);
    };
  }

  /** Bytes of the weights of so many groups. */
  long bytes(int groups) {
    return (long) groups * rows * steps * bytes;
  }

  /** The same weights in other memory. */
  PackedWeights in(MemorySegment other, long at) {
    return new PackedWeights(other, at, strips, rows, steps, bytes);
  }

  private long elementAt(int group, int strip, int step) {
    return ((long) group * rows + strips.start(strip)) * steps + (long) step * strips.size(strip);
  }

  /** The position, in bytes, of the numbers of a strip from a step on. */
  long at(int group, int strip, int step) {
    return start + elementAt(group, strip, step) * bytes;
  }
}
