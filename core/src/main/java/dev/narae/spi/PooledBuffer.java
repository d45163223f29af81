package dev.narae.spi;

import org.jspecify.annotations.Nullable;

/** A buffer that a {@link CachingAllocator} hands out again and again. */
public abstract class PooledBuffer implements Buffer {
  private final long bytes;

  // The allocator's notes about this block; guarded by the allocator's lock.
  @Nullable Slab slab;
  int sizeClass;
  boolean live;

  /** A buffer of the given size. */
  protected PooledBuffer(long bytes) {
    this.bytes = bytes;
  }

  @Override
  public final long bytes() {
    return bytes;
  }
}
