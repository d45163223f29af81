package dev.narae.cuda;

import dev.narae.spi.CachingAllocator;
import dev.narae.spi.MemorySource;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/** Reserves a GPU's memory, which is slow and waits for the GPU, so it is done rarely. */
final class GpuMemory {
  /** A wide load of a kernel needs 16; 256 is what the driver gives. */
  static final int ALIGNMENT = 256;

  private GpuMemory() {}

  /** An allocator of at most {@code limit} bytes. */
  static CachingAllocator<CudaBuffer> allocator(Gpu gpu, long limit) {
    return new CachingAllocator<>(
        gpu.toString(), ALIGNMENT, limit, bytes -> new Reservation(gpu, bytes));
  }

  /** A pointer whose number can be read. */
  private static final class Pointer extends CUdeviceptr {
    long address() {
      return getNativePointer();
    }
  }

  private static final class Reservation implements MemorySource.Region<CudaBuffer> {
    private final Gpu gpu;
    private final Pointer pointer = new Pointer();

    Reservation(Gpu gpu, long bytes) {
      this.gpu = gpu;
      gpu.enter();
      Cuda.check(JCudaDriver.cuMemAlloc(pointer, bytes), "cuMemAlloc");
    }

    @Override
    public CudaBuffer slice(long offset, long bytes) {
      return new CudaBuffer(pointer.address() + offset, bytes);
    }

    @Override
    public void close() {
      gpu.enter();
      // Waits for what runs; after a fault there is nothing left to give back.
      int _ = JCudaDriver.cuMemFree(pointer);
    }
  }
}
