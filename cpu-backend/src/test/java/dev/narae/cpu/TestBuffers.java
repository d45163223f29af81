package dev.narae.cpu;

import java.lang.foreign.MemorySegment;

/** Makes buffers of the backend without an allocator. */
public final class TestBuffers {
  private TestBuffers() {}

  /** A buffer of the given memory. */
  public static CpuBuffer of(MemorySegment segment) {
    return CpuBuffer.pooled(segment);
  }
}
