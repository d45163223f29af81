package dev.narae.cpu;

import dev.narae.spi.PooledBuffer;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;

/** Off-heap memory: 64-byte aligned out of the allocator, or a caller's own. */
public final class CpuBuffer extends PooledBuffer {
  private final MemorySegment segment;
  private final boolean adopted;

  private CpuBuffer(MemorySegment segment, boolean adopted) {
    super(segment.byteSize());
    this.segment = segment;
    this.adopted = adopted;
  }

  /** A buffer for the allocator. */
  static CpuBuffer pooled(MemorySegment segment) {
    return new CpuBuffer(segment, false);
  }

  /** A buffer over memory that somebody else owns. */
  public static CpuBuffer adopted(MemorySegment segment) {
    return new CpuBuffer(segment, true);
  }

  /** Whether the memory belongs to somebody else. */
  boolean isAdopted() {
    return adopted;
  }

  /** The memory. */
  public MemorySegment segment() {
    return segment;
  }

  /** The memory behind a view of this backend. */
  public static MemorySegment of(View view) {
    return ((CpuBuffer) view.buffer()).segment;
  }
}
