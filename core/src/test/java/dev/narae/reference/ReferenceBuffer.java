package dev.narae.reference;

import dev.narae.spi.Buffer;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Heap memory that is full of garbage at first and refuses every access once it is freed. */
final class ReferenceBuffer implements Buffer {
  /** Read as any floating type this is a huge number: uninitialised reads show in results. */
  private static final long GARBAGE = 0x7A5A_7A5A_7A5A_7A5AL;

  private final long bytes;
  private volatile @Nullable MemorySegment memory;

  ReferenceBuffer(long bytes) {
    long[] words = new long[Math.toIntExact((bytes + 7) / 8)];
    Arrays.fill(words, GARBAGE);
    this.bytes = bytes;
    this.memory = MemorySegment.ofArray(words);
  }

  @Override
  public long bytes() {
    return bytes;
  }

  MemorySegment memory() {
    MemorySegment current = memory;
    if (current == null) {
      throw new IllegalStateException("a freed buffer of " + bytes + " bytes was used");
    }
    return current;
  }

  void free() {
    memory();
    memory = null;
  }
}
