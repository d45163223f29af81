package dev.narae.spi;

/**
 * Sizes that buffers are rounded up to, so that a freed one fits later requests: eight steps
 * between a size and its double, hence at most an eighth is wasted on anything but the smallest.
 */
final class SizeClasses {
  /** Enough for 2^62 bytes at an alignment of 1. */
  static final int COUNT = 8 * 62;

  private static final int STEPS = 8;

  private final long alignment;

  SizeClasses(int alignment) {
    this.alignment = alignment;
  }

  /** The smallest class that holds {@code bytes}. */
  int of(long bytes) {
    long last = Math.max(0, (bytes + alignment - 1) / alignment - 1);
    if (last < STEPS) {
      return (int) last;
    }
    int shift = 60 - Long.numberOfLeadingZeros(last);
    return STEPS * shift + (int) (last >>> shift);
  }

  /** The bytes of a buffer of this class. */
  long bytes(int sizeClass) {
    int shift = Math.max(0, sizeClass / STEPS - 1);
    return ((sizeClass - (long) STEPS * shift + 1) << shift) * alignment;
  }
}
