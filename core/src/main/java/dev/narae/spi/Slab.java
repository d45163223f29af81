package dev.narae.spi;

/** A reservation that one or more buffers are cut from. */
final class Slab {
  private final MemorySource.Region<?> region;
  private final long bytes;
  private long used;
  private int liveBuffers;

  Slab(MemorySource.Region<?> region, long bytes) {
    this.region = region;
    this.bytes = bytes;
  }

  long bytes() {
    return bytes;
  }

  boolean fits(long size) {
    return bytes - used >= size;
  }

  /** The position of the next {@code size} bytes, which are now taken. */
  long take(long size) {
    long offset = used;
    used += size;
    return offset;
  }

  void retain() {
    liveBuffers++;
  }

  void release() {
    liveBuffers--;
  }

  boolean idle() {
    return liveBuffers == 0;
  }

  void close() {
    region.close();
  }
}
