package dev.narae.cpu;

import dev.narae.spi.CachingAllocator;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Working memory of one computation, given back when closed; used by one thread. */
public final class Scratch implements AutoCloseable {
  private final CachingAllocator<CpuBuffer> allocator;
  private final List<CpuBuffer> taken = new ArrayList<>();

  Scratch(CachingAllocator<CpuBuffer> allocator) {
    this.allocator = allocator;
  }

  /** Uninitialised memory of at least {@code bytes}, 64-byte aligned. */
  public MemorySegment take(long bytes) {
    return buffer(bytes).segment();
  }

  /** A buffer of at least {@code bytes}, uninitialised. */
  public CpuBuffer buffer(long bytes) {
    CpuBuffer buffer = allocator.allocate(bytes);
    taken.add(buffer);
    return buffer;
  }

  /** Memory of at least {@code bytes}, all zero. */
  public MemorySegment zeros(long bytes) {
    return take(bytes).fill((byte) 0);
  }

  @Override
  public void close() {
    taken.forEach(allocator::free);
    taken.clear();
  }
}
