package dev.narae.cpu.vector;

/**
 * Cuts an extent into strips of nearly equal size, the larger ones first.
 *
 * @param extent what is cut, counted in rows or in vectors
 * @param count number of strips
 */
record GemmStrips(int extent, int count) {

  /** As few strips as possible, none larger than {@code max}. */
  static GemmStrips of(int extent, int max) {
    return new GemmStrips(extent, Math.ceilDiv(extent, max));
  }

  int size(int index) {
    return extent / count + (index < extent % count ? 1 : 0);
  }

  /** Where a strip begins; the one after the last, where the extent ends. */
  int start(int index) {
    return count == 0 ? 0 : extent / count * index + Math.min(index, extent % count);
  }

  /** The size of the first strip, or 0 where there is none. */
  int largest() {
    return count == 0 ? 0 : size(0);
  }

  /** The size of the last strip, or 0 where there is none. */
  int smallest() {
    return count == 0 ? 0 : size(count - 1);
  }
}
