package dev.narae.cpu.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A little working memory for each thread, taken again and again. */
final class LocalMemory {
  private static final long ALIGNMENT = 64;
  private static final long FIRST_BYTES = 1 << 14;

  private final ThreadLocal<MemorySegment> memory =
      ThreadLocal.withInitial(() -> reserve(FIRST_BYTES));

  /** At least so many bytes, until this thread takes memory again. */
  MemorySegment take(long bytes) {
    MemorySegment taken = memory.get();
    if (taken.byteSize() < bytes) {
      taken = reserve(bytes);
      memory.set(taken);
    }
    return taken;
  }

  private static MemorySegment reserve(long bytes) {
    return Arena.ofAuto().allocate(bytes, ALIGNMENT);
  }
}
