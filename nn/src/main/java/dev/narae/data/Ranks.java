package dev.narae.data;

/** Checks the place of a process among several. */
final class Ranks {
  private Ranks() {}

  static void check(String what, int rank, int world) {
    if (world < 1 || rank < 0 || rank >= world) {
      throw new IllegalArgumentException(
          "%s: rank %d of %d processes; ranks run from 0 to one less than their number"
              .formatted(what, rank, world));
    }
  }
}
