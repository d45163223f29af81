package dev.narae.cpu.vector;

import dev.narae.cpu.GemmEngine;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * Working memory of all matrix products, one slot for each thread at work.
 *
 * <p>It is one constant segment, and every position in it is taken modulo its size: so the compiler
 * knows that no access lies outside, and kernels run without checks. A slot holds a block of A,
 * strips of B, a tile of C, and a line that kernels write to for the sake of order only. Behind the
 * slots lie panels of B that all threads at work on a large product share.
 */
final class GemmScratch {

  /** Bytes of a slot, a power of two. */
  private static final long SLOT_BYTES = 1L << 19;

  /** A slot for each processor and some for other threads; a power of two. */
  private static final int SLOTS =
      Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() + 1);

  /** Where the memory begins that threads share, behind the slots. */
  private static final long SHARED_AT = SLOT_BYTES * SLOTS;

  /** Bytes of the memory that threads share; with the slots' it makes a power of two. */
  static final long SHARED_BYTES = 3 * SHARED_AT;

  /** Selects the position from any number. */
  static final long MASK = SHARED_AT + SHARED_BYTES - 1;

  /** Selects the slot from a position in it: where its line for order is. */
  static final long SLOT_MASK = MASK & -SLOT_BYTES;

  /** Selects the distance between two positions in the same slot. */
  static final long OFFSET_MASK = SLOT_BYTES - 1;

  /** Room behind the last position, since a kernel reads on from there by such a distance. */
  private static final long GUARD_BYTES = SLOT_BYTES + (1L << 15);

  /** The memory. */
  static final MemorySegment MEMORY = Arena.global().allocate(MASK + 1 + GUARD_BYTES, 64);

  /** What a row of a packed A is longer than a slab, so that rows do not collide in the cache. */
  private static final int ROW_PADDING_BYTES = 64;

  /**
   * Elements from a column of a packed A to the next. The highest blocks packed so reach into the
   * memory for strips of B, which is not used for them.
   */
  static final int COLUMN_ELEMENTS = 8;

  /** Where in a slot there is room for a tile of C. */
  static final long TILE_AT = 4096;

  private static final long A_AT = TILE_AT + 4096;
  static final long A_BYTES = 320 << 10;
  private static final long B_AT = A_AT + A_BYTES + 16384;

  /** Bytes of the strips of B that are packed together: they stay in the second-level cache. */
  static final long B_BYTES = 128 << 10;

  private static final Places PLACES = new Places(SLOTS);

  private static final Slot[] SLOT =
      IntStream.range(0, SLOTS).mapToObj(i -> new Slot(i * SLOT_BYTES)).toArray(Slot[]::new);

  private static final AtomicBoolean SHARED_IN_USE = new AtomicBoolean();

  private GemmScratch() {}

  /**
   * The memory of one thread.
   *
   * @param base where it begins
   */
  record Slot(long base) {
    /** Where the packed block of A begins. */
    long a() {
      return base + A_AT;
    }

    /** Where the packed strips of B begin. */
    long b() {
      return base + B_AT;
    }

    /** Where there is room for a tile of C. */
    long tile() {
      return base + TILE_AT;
    }
  }

  /** Bytes from a row of a packed A to the next. */
  static long rowBytes(int elementBytes) {
    return (long) GemmEngine.SLAB * elementBytes + ROW_PADDING_BYTES;
  }

  /** The most rows of A that fit a slot, in strips of {@code strip} rows if they lie by columns. */
  static int mostRows(int elementBytes, int strip) {
    long byRows = A_BYTES / rowBytes(elementBytes);
    long stripBytes = (long) GemmEngine.SLAB * COLUMN_ELEMENTS * elementBytes;
    return (int) Math.min(byRows, A_BYTES / stripBytes * strip);
  }

  /** Takes a slot, to be given back by {@link #release}; waits where more threads are at work. */
  static Slot acquire() {
    return SLOT[PLACES.acquire()];
  }

  /** Takes the memory that the threads of one product share; false if another product has it. */
  static boolean acquireShared() {
    return SHARED_IN_USE.compareAndSet(false, true);
  }

  /** Where the shared memory begins. */
  static long shared() {
    return SHARED_AT;
  }

  /** Gives the shared memory back. */
  static void releaseShared() {
    SHARED_IN_USE.set(false);
  }

  /** Gives a slot back. */
  static void release(Slot slot) {
    PLACES.release((int) (slot.base / SLOT_BYTES));
  }
}
