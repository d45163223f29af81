package dev.narae.cuda;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import jcuda.Pointer;
import jcuda.driver.CUevent;
import jcuda.driver.JCudaDriver;

/**
 * Host memory that the GPU reads and writes by itself ("pinned"), through which all copies go: from
 * other memory the driver would copy slowly, and wait.
 */
final class Staging {
  /** Large enough for full speed, small enough that copying in and sending overlap. */
  static final long CHUNK = 4L << 20;

  private static final int NO_TIMING = 2;

  private final Gpu gpu;
  private final Deque<Chunk> free = new ArrayDeque<>();

  Staging(Gpu gpu) {
    this.gpu = gpu;
  }

  /** A pointer whose number can be read. */
  private static final class HostPointer extends Pointer {
    long address() {
      return getNativePointer();
    }
  }

  /** A piece of pinned memory, and when the GPU is done with it. */
  static final class Chunk {
    private final HostPointer pointer = new HostPointer();
    private final CUevent event = new CUevent();
    private final MemorySegment memory;

    @SuppressWarnings("restricted")
    private Chunk() {
      Cuda.check(JCudaDriver.cuMemHostAlloc(pointer, CHUNK, 0), "cuMemHostAlloc");
      Cuda.check(JCudaDriver.cuEventCreate(event, NO_TIMING), "cuEventCreate");
      memory = MemorySegment.ofAddress(pointer.address()).reinterpret(CHUNK);
    }

    MemorySegment memory() {
      return memory;
    }

    long address() {
      return pointer.address();
    }

    /** Marks what the stream has been given until now. */
    void record(GpuStream stream) {
      Cuda.check(JCudaDriver.cuEventRecord(event, stream.driver()), "cuEventRecord");
    }

    /** Waits until the GPU is done with it. */
    void await(String operation) {
      Cuda.check(JCudaDriver.cuEventSynchronize(event), operation + ": cuEventSynchronize");
    }
  }

  /** A chunk that nobody uses; the GPU may still read it, so {@link Chunk#await} comes first. */
  Chunk take() {
    gpu.enter();
    synchronized (free) {
      // With one chunk on its way, another one can be filled.
      if (free.size() > 1) {
        return free.removeFirst();
      }
    }
    return new Chunk();
  }

  /** Gives a chunk back. */
  void give(Chunk chunk) {
    synchronized (free) {
      free.addLast(chunk);
    }
  }

  /** Frees all chunks that were given back. */
  void close() {
    synchronized (free) {
      for (Chunk chunk : free) {
        int _ = JCudaDriver.cuEventDestroy(chunk.event);
        int _ = JCudaDriver.cuMemFreeHost(chunk.pointer);
      }
      free.clear();
    }
  }
}
