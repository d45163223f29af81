package dev.narae.cpu.conv;

/**
 * Cuts an extent into strips of nearly equal size, the larger ones first.
 *
 * @param extent what is cut
 * @param count number of strips
 */
record RowStrips(int extent, int count) {

  /** As few strips as possible, none larger than {@code max}. */
  static RowStrips of(int extent, int max) {
    return new RowStrips(extent, Math.ceilDiv(extent, max));
  }

  int size(int index) {
    return extent / count + (index < extent % count ? 1 : 0);
  }

  int start(int index) {
    return extent / count * index + Math.min(index, extent % count);
  }
}
