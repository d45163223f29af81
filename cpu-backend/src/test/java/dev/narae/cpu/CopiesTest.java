package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Large copies are shared out to threads, also where a memory belongs to one thread only. */
class CopiesTest {
  private static final long BYTES = (9L << 20) + 13;

  @Test
  void copiesEveryByteOfSharedMemory() {
    try (Arena arena = Arena.ofShared()) {
      check(random(arena), arena.allocate(BYTES + 20));
    }
  }

  @Test
  void copiesFromMemoryOfOneThread() {
    try (Arena own = Arena.ofConfined();
        Arena arena = Arena.ofShared()) {
      check(random(own), arena.allocate(BYTES + 20));
      check(random(arena), own.allocate(BYTES + 20));
    }
  }

  @Test
  void copiesFromTheHeap() {
    try (Arena arena = Arena.ofShared()) {
      byte[] bytes = random(arena).toArray(ValueLayout.JAVA_BYTE);
      check(MemorySegment.ofArray(bytes), arena.allocate(BYTES + 20));
    }
  }

  private static MemorySegment random(Arena arena) {
    byte[] bytes = new byte[(int) BYTES];
    new SplittableRandom(1).nextBytes(bytes);
    MemorySegment segment = arena.allocate(BYTES);
    segment.copyFrom(MemorySegment.ofArray(bytes));
    return segment;
  }

  /** From byte 5 to byte 7; what lies around stays. */
  private static void check(MemorySegment source, MemorySegment target) {
    long count = BYTES - 5;
    try (Workers workers = new Workers(3)) {
      Copies.copy(workers, source, 5, target, 7, count);
    }
    assertEquals(-1, source.asSlice(5).mismatch(target.asSlice(7, count)));
    assertEquals(0, target.get(ValueLayout.JAVA_BYTE, 6));
    assertEquals(0, target.get(ValueLayout.JAVA_BYTE, 7 + count));
  }
}
