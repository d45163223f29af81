package dev.narae.spi;

/**
 * Where a {@link CachingAllocator} gets its memory from: the slow calls of a device.
 *
 * @param <B> the device's buffers
 */
@FunctionalInterface
public interface MemorySource<B extends PooledBuffer> {

  /**
   * Reserves memory of the device.
   *
   * @throws OutOfMemoryError or {@link dev.narae.OutOfDeviceMemoryException} if there is none
   */
  Region<B> reserve(long bytes);

  /**
   * A reservation that buffers are cut from.
   *
   * @param <B> the device's buffers
   */
  interface Region<B extends PooledBuffer> {
    /**
     * The buffer of {@code bytes} at {@code offset}, both multiples of the allocator's alignment.
     */
    B slice(long offset, long bytes);

    /** Gives the memory back to the device. */
    void close();
  }
}
