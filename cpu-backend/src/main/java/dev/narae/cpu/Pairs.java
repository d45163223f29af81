package dev.narae.cpu;

import java.nio.ByteOrder;

/** Two 4-byte elements in a long, as they lie in memory. */
public final class Pairs {
  private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final long LOW = 0xffffffffL;

  private Pairs() {}

  /** The long whose bytes in memory are those of one element, then those of another. */
  public static long pair(int first, int second) {
    int low = LITTLE_ENDIAN ? first : second;
    int high = LITTLE_ENDIAN ? second : first;
    return Integer.toUnsignedLong(low) | (long) high << Integer.SIZE;
  }

  /** The first elements of two pairs, as a pair. */
  public static long firsts(long x, long y) {
    return LITTLE_ENDIAN ? (x & LOW) | y << Integer.SIZE : (x & ~LOW) | y >>> Integer.SIZE;
  }

  /** The second elements of two pairs, as a pair. */
  public static long seconds(long x, long y) {
    return LITTLE_ENDIAN ? x >>> Integer.SIZE | (y & ~LOW) : x << Integer.SIZE | (y & LOW);
  }
}
