package dev.narae.data;

/** Checks of positions within data sets. */
final class Positions {
  private Positions() {}

  /** Refuses a position that is not in [0, size). */
  static void check(long index, long size) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          "sample %d of a data set of %d; positions run from 0 to %d"
              .formatted(index, size, size - 1));
    }
  }
}
