package dev.narae.cpu;

import java.lang.foreign.MemorySegment;

/**
 * Copies between memories; large ones by all threads, because one alone reaches neither the
 * memory's bandwidth nor, in a mapped file, hides how long its pages take to appear.
 */
final class Copies {
  private static final long BLOCK = 1L << 20;
  private static final long LEAST = 4 * BLOCK;

  private Copies() {}

  static void copy(
      Workers workers,
      MemorySegment source,
      long sourceOffset,
      MemorySegment target,
      long targetOffset,
      long bytes) {
    if (bytes < LEAST || workers.threads() == 1 || !shared(source) || !shared(target)) {
      MemorySegment.copy(source, sourceOffset, target, targetOffset, bytes);
      return;
    }
    int blocks = Math.toIntExact((bytes + BLOCK - 1) / BLOCK);
    workers.run(
        blocks,
        block -> {
          long at = block * BLOCK;
          long part = Math.min(BLOCK, bytes - at);
          MemorySegment.copy(source, sourceOffset + at, target, targetOffset + at, part);
        });
  }

  /** Whether any thread may use it, and not only the one that it belongs to. */
  private static boolean shared(MemorySegment segment) {
    return segment.isAccessibleBy(Thread.ofPlatform().unstarted(() -> {}));
  }
}
