package dev.narae.cpu;

import dev.narae.spi.CachingAllocator;
import dev.narae.spi.MemorySource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reserves off-heap memory, an arena a reservation: closing one is slow, so it is done rarely. */
final class CpuMemory {
  static final int ALIGNMENT = 64;

  private CpuMemory() {}

  /** An allocator of at most {@code limit} bytes. */
  static CachingAllocator<CpuBuffer> allocator(long limit) {
    return new CachingAllocator<>("cpu", ALIGNMENT, limit, CpuMemory::reserve);
  }

  private static MemorySource.Region<CpuBuffer> reserve(long bytes) {
    Arena arena = Arena.ofShared();
    try {
      return new ArenaRegion(arena, arena.allocate(bytes, ALIGNMENT));
    } catch (OutOfMemoryError e) {
      arena.close();
      OutOfMemoryError explained =
          new OutOfMemoryError(
              e.getMessage() + "; off-heap memory is bounded by -XX:MaxDirectMemorySize");
      explained.initCause(e);
      throw explained;
    }
  }

  private record ArenaRegion(Arena arena, MemorySegment memory)
      implements MemorySource.Region<CpuBuffer> {
    @Override
    public CpuBuffer slice(long offset, long bytes) {
      return CpuBuffer.pooled(memory.asSlice(offset, bytes));
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
