package dev.narae.cpu;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The order of whole numbers, equal ones as they came. Long lines are sorted digit by digit from
 * the lowest (Knuth: The Art of Computer Programming 3, section 5.2.5, algorithm R), short ones by
 * insertion. Used for one line after the other.
 */
final class RadixOrder {
  private static final int DIGITS = 256;

  /** Below this, counting 256 digits costs more than comparing all pairs. */
  private static final int SHORT = 64;

  private final long count;
  private final int bytes;
  private final long[] counts = new long[DIGITS];
  private MemorySegment keys;
  private MemorySegment positions;
  private MemorySegment otherKeys;
  private MemorySegment otherPositions;

  /**
   * Memory for lines of one length.
   *
   * @param count how many keys a line has
   * @param bytes how many of their lower bytes count, as an unsigned number
   */
  RadixOrder(long count, int bytes, Scratch scratch) {
    this.count = count;
    this.bytes = bytes;
    long size = count * Long.BYTES;
    this.keys = scratch.take(size);
    this.positions = scratch.take(size);
    this.otherKeys = count > SHORT ? scratch.take(size) : keys;
    this.otherPositions = count > SHORT ? scratch.take(size) : positions;
  }

  /** Sets key {@code i}. */
  void key(long i, long key) {
    set(keys, i, bytes == Long.BYTES ? key : key & ((1L << (bytes * Byte.SIZE)) - 1));
    set(positions, i, i);
  }

  /** Where the key that is at place {@code i} of the order was set. */
  long position(long i) {
    return get(positions, i);
  }

  /** Brings the keys into order. */
  void sort() {
    if (count <= SHORT) {
      insert();
      return;
    }
    for (int digit = 0; digit < bytes; digit++) {
      distribute(digit * Byte.SIZE);
    }
  }

  private void insert() {
    for (long i = 1; i < count; i++) {
      long key = get(keys, i);
      long position = get(positions, i);
      long hole = i;
      while (hole > 0 && Long.compareUnsigned(get(keys, hole - 1), key) > 0) {
        set(keys, hole, get(keys, hole - 1));
        set(positions, hole, get(positions, hole - 1));
        hole--;
      }
      set(keys, hole, key);
      set(positions, hole, position);
    }
  }

  /** One pass over all keys: those of a smaller digit first, else in the order they have. */
  private void distribute(int shift) {
    Arrays.fill(counts, 0);
    for (long i = 0; i < count; i++) {
      counts[digit(get(keys, i), shift)]++;
    }
    if (counts[digit(get(keys, 0), shift)] == count) {
      return;
    }
    long start = 0;
    for (int d = 0; d < DIGITS; d++) {
      long own = counts[d];
      counts[d] = start;
      start += own;
    }
    for (long i = 0; i < count; i++) {
      long key = get(keys, i);
      long place = counts[digit(key, shift)]++;
      set(otherKeys, place, key);
      set(otherPositions, place, get(positions, i));
    }
    swap();
  }

  private void swap() {
    MemorySegment k = keys;
    keys = otherKeys;
    otherKeys = k;
    MemorySegment p = positions;
    positions = otherPositions;
    otherPositions = p;
  }

  private static int digit(long key, int shift) {
    return (int) (key >>> shift) & (DIGITS - 1);
  }

  private static long get(MemorySegment memory, long i) {
    return memory.getAtIndex(JAVA_LONG, i);
  }

  private static void set(MemorySegment memory, long i, long value) {
    memory.setAtIndex(JAVA_LONG, i, value);
  }
}
