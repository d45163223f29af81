package dev.narae.cpu;

import dev.narae.spi.PooledBuffer;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;

/** Off-heap memory, 64-byte aligned. */
public final class CpuBuffer extends PooledBuffer {
  private final MemorySegment segment;

  CpuBuffer(MemorySegment segment) {
    super(segment.byteSize());
    this.segment = segment;
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
