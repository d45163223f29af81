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

  /** Refuses a token that is not in [0, size). */
  static void checkToken(int token, int size) {
    if (token < 0 || token >= size) {
      throw new IndexOutOfBoundsException(
          "token %d of a tokenizer of %d; tokens run from 0 to %d"
              .formatted(token, size, size - 1));
    }
  }
}
