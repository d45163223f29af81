package dev.narae.cuda;

import dev.narae.spi.PooledBuffer;
import org.jspecify.annotations.Nullable;

/** Memory of a GPU. */
final class CudaBuffer extends PooledBuffer {
  private final long address;

  /** The stream that used it last, which others wait for; guarded by the GPU's lock. */
  @Nullable GpuStream stream;

  CudaBuffer(long address, long bytes) {
    super(bytes);
    this.address = address;
  }

  /** Where it lies in the GPU's memory. */
  long address() {
    return address;
  }
}
