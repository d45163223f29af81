package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.OutOfDeviceMemoryException;
import dev.narae.spi.CachingAllocator;
import dev.narae.spi.MemorySource;
import dev.narae.spi.MemoryStats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The caching allocator on CPU memory and on a made-up source. */
class CachingAllocatorTest {
  private static final long MIB = 1 << 20;

  @Test
  void freedMemoryIsReusedForAboutTheSameSize() {
    try (CachingAllocator<CpuBuffer> allocator = CpuMemory.allocator(Long.MAX_VALUE)) {
      for (long size : new long[] {1, 64, 65, 1000, 5000, 100_000, MIB, 5 * MIB + 1}) {
        CpuBuffer first = allocator.allocate(size);
        assertTrue(first.bytes() >= size, () -> "size " + size);
        assertTrue(first.bytes() <= Math.max(64, size + size / 8 + 64), () -> "size " + size);
        assertEquals(0, first.segment().address() % 64);
        allocator.free(first);
        assertSame(first, allocator.allocate(size));
        assertNotSame(first, allocator.allocate(size));
      }
    }
  }

  @Test
  void liveBuffersNeverOverlap() {
    try (CachingAllocator<CpuBuffer> allocator = CpuMemory.allocator(Long.MAX_VALUE)) {
      exercise(allocator, 1);
      assertEquals(0, allocator.stats().live());
    }
  }

  @Test
  void severalThreadsMayAllocateAndFree() throws Exception {
    try (CachingAllocator<CpuBuffer> allocator = CpuMemory.allocator(Long.MAX_VALUE);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int mark = i + 1;
        tasks.add(() -> exercise(allocator, mark));
      }
      for (Future<Boolean> done : threads.invokeAll(tasks)) {
        assertTrue(done.get());
      }
      assertEquals(0, allocator.stats().live());
    }
  }

  /** Fills each buffer with a mark and finds it untouched when it is freed. */
  private static boolean exercise(CachingAllocator<CpuBuffer> allocator, int mark) {
    Random random = new Random(mark);
    ArrayDeque<CpuBuffer> live = new ArrayDeque<>();
    for (int i = 0; i < 3000; i++) {
      CpuBuffer buffer = allocator.allocate(random.nextInt(1 << random.nextInt(1, 20)));
      byte own = (byte) (mark * 31 + i);
      buffer.segment().set(ValueLayout.JAVA_BYTE, 0, own);
      buffer.segment().set(ValueLayout.JAVA_BYTE, buffer.bytes() - 1, own);
      live.add(buffer);
      if (live.size() > 20) {
        check(allocator, live.removeFirst());
      }
    }
    while (!live.isEmpty()) {
      check(allocator, live.removeLast());
    }
    return true;
  }

  private static void check(CachingAllocator<CpuBuffer> allocator, CpuBuffer buffer) {
    MemorySegment memory = buffer.segment();
    assertEquals(
        memory.get(ValueLayout.JAVA_BYTE, 0),
        memory.get(ValueLayout.JAVA_BYTE, buffer.bytes() - 1));
    allocator.free(buffer);
  }

  @Test
  void statisticsCountLiveCachedAndPeak() {
    try (CachingAllocator<CpuBuffer> allocator = CpuMemory.allocator(Long.MAX_VALUE)) {
      CpuBuffer a = allocator.allocate(MIB);
      CpuBuffer b = allocator.allocate(2 * MIB);
      assertEquals(new MemoryStats(3 * MIB, 0, 3 * MIB), allocator.stats());
      allocator.free(a);
      assertEquals(new MemoryStats(2 * MIB, MIB, 3 * MIB), allocator.stats());
      allocator.free(b);
      allocator.trim();
      assertEquals(new MemoryStats(0, 0, 3 * MIB), allocator.stats());
    }
  }

  @Test
  void trimKeepsSlabsThatAreInUse() {
    try (CachingAllocator<CpuBuffer> allocator = CpuMemory.allocator(Long.MAX_VALUE)) {
      CpuBuffer used = allocator.allocate(100);
      CpuBuffer freed = allocator.allocate(100);
      CpuBuffer large = allocator.allocate(MIB);
      allocator.free(freed);
      allocator.free(large);
      allocator.trim();
      used.segment().fill((byte) 1);
      assertSame(freed, allocator.allocate(100));
      assertThrows(IllegalStateException.class, () -> large.segment().fill((byte) 1));
    }
  }

  @Test
  void theLimitIsKeptByTrimmingFirst() {
    try (CachingAllocator<CpuBuffer> allocator = CpuMemory.allocator(8 * MIB)) {
      allocator.free(allocator.allocate(6 * MIB));
      CpuBuffer other = allocator.allocate(7 * MIB);
      assertEquals(0, allocator.stats().cached());
      OutOfDeviceMemoryException e =
          assertThrows(OutOfDeviceMemoryException.class, () -> allocator.allocate(2 * MIB));
      assertEquals(
          "allocate: no memory left on cpu for 2.0 MiB: the limit is 8.0 MiB; 7.0 MiB live, 0 B"
              + " cached; largest live allocations: 1 of 7.0 MiB; use smaller batches, close what"
              + " is no longer needed (Scope), or raise the limit",
          e.getMessage());
      allocator.free(other);
      assertEquals(2 * MIB, allocator.allocate(2 * MIB).bytes());
    }
  }

  @Test
  void aDeviceThatIsFullIsAskedAgainAfterTrimming() {
    int[] closed = {0};
    int[] room = {2};
    MemorySource<CpuBuffer> source =
        bytes -> {
          if (room[0]-- <= 0) {
            throw new OutOfMemoryError("device is full");
          }
          return new MemorySource.Region<>() {
            @Override
            public CpuBuffer slice(long offset, long size) {
              return CpuBuffer.pooled(Arena.ofAuto().allocate(size));
            }

            @Override
            public void close() {
              closed[0]++;
              room[0] = 1;
            }
          };
        };
    try (CachingAllocator<CpuBuffer> allocator =
        new CachingAllocator<>("toy", 256, Long.MAX_VALUE, source)) {
      CpuBuffer first = allocator.allocate(MIB);
      allocator.allocate(2 * MIB);
      allocator.free(first);
      allocator.allocate(3 * MIB);
      assertEquals(1, closed[0]);
      OutOfDeviceMemoryException e =
          assertThrows(OutOfDeviceMemoryException.class, () -> allocator.allocate(4 * MIB));
      assertEquals(
          "allocate: no memory left on toy for 4.0 MiB: device is full; 5.0 MiB live, 0 B cached;"
              + " largest live allocations: 1 of 3.0 MiB, 1 of 2.0 MiB; use smaller batches,"
              + " close what is no longer needed (Scope), or raise the limit",
          e.getMessage());
    }
  }

  @Test
  void freeingTwiceIsAnError() {
    try (CachingAllocator<CpuBuffer> allocator = CpuMemory.allocator(Long.MAX_VALUE)) {
      CpuBuffer buffer = allocator.allocate(10);
      allocator.free(buffer);
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> allocator.free(buffer));
      assertEquals("free: this buffer of 64 B on cpu was freed before", e.getMessage());
    }
  }
}
