package dev.narae.cuda;

import dev.narae.spi.CachingAllocator;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/** One GPU: its context, its streams, its memory and its compiled kernels. */
final class Gpu implements AutoCloseable {
  /** Threads beyond so many share streams. */
  private static final int MOST_STREAMS = 32;

  private static final ThreadLocal<@Nullable Gpu> CURRENT = new ThreadLocal<>();

  private final CudaRuntime runtime;
  private final CudaOptions options;
  private final int ordinal;
  private final CUdevice device = new CUdevice();
  private final CUcontext context = new CUcontext();
  private final int multiprocessors;
  private final int mostBlocks;
  private final CachingAllocator<CudaBuffer> memory;
  private final Staging staging = new Staging(this);
  private final Programs programs;
  private final List<GpuStream> streams = new ArrayList<>();
  private final List<WeakReference<Thread>> owners = new ArrayList<>();
  private final ThreadLocal<GpuStream> stream = ThreadLocal.withInitial(this::assignStream);
  private final Set<Integer> reached = ConcurrentHashMap.newKeySet();
  private @Nullable GraphCapture capture;
  private int assigned;

  /** Held while work is handed to the GPU, so that streams see buffers in one order. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Launch launch;

  Gpu(CudaRuntime runtime, int ordinal, CudaOptions options) {
    this.runtime = runtime;
    this.options = options;
    this.ordinal = ordinal;
    Cuda.check(JCudaDriver.cuDeviceGet(device, ordinal), "cuDeviceGet");
    Cuda.check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "cuDevicePrimaryCtxRetain");
    enter();
    this.multiprocessors =
        Math.max(1, attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT));
    this.mostBlocks =
        Math.min(
            attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y),
            attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z));
    this.memory = GpuMemory.allocator(this, options.memoryLimit());
    this.programs = new Programs(this);
    this.launch = new Launch(this);
  }

  private int attribute(int which) {
    int[] value = new int[1];
    Cuda.check(
        JCudaDriver.cuDeviceGetAttribute(value, which, device), this + ": cuDeviceGetAttribute");
    return value[0];
  }

  CudaRuntime runtime() {
    return runtime;
  }

  CudaOptions options() {
    return options;
  }

  /** Whether matrix products may use cuBLAS. */
  boolean usesBlas() {
    return runtime.blas() && options.libraries();
  }

  /** Whether convolutions may use cuDNN. */
  boolean usesDnn() {
    return runtime.dnn() && options.libraries();
  }

  int ordinal() {
    return ordinal;
  }

  /** The compute capability as one number, such as 90. */
  int sm() {
    return runtime.found().driver().gpus().get(ordinal).sm();
  }

  int multiprocessors() {
    return multiprocessors;
  }

  /** The most blocks along the second and the third dimension of a grid. */
  int mostBlocks() {
    return mostBlocks;
  }

  CUcontext context() {
    return context;
  }

  CachingAllocator<CudaBuffer> memory() {
    return memory;
  }

  Staging staging() {
    return staging;
  }

  Programs programs() {
    return programs;
  }

  /** Makes this GPU the one that the driver's calls of this thread are meant for. */
  void enter() {
    if (CURRENT.get() != this) {
      Cuda.check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
      CURRENT.set(this);
    }
  }

  /**
   * Lets copies from another GPU go straight there, where the machine can do that; else the driver
   * sends them through the host's memory.
   */
  void reach(Gpu other) {
    if (other.ordinal == ordinal || !reached.add(other.ordinal)) {
      return;
    }
    enter();
    int[] can = new int[1];
    int result = JCudaDriver.cuDeviceCanAccessPeer(can, device, other.device);
    if (result == CUresult.CUDA_SUCCESS && can[0] != 0) {
      int enabled = JCudaDriver.cuCtxEnablePeerAccess(other.context, 0);
      if (enabled != CUresult.CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED) {
        Cuda.check(enabled, this + ": cuCtxEnablePeerAccess");
      }
    }
  }

  /** The stream of this thread. */
  GpuStream stream() {
    return stream.get();
  }

  /** A stream that no living thread has; a new one, or another thread's where there are many. */
  private GpuStream assignStream() {
    lock.lock();
    try {
      enter();
      WeakReference<Thread> me = new WeakReference<>(Thread.currentThread());
      for (int i = 0; i < owners.size(); i++) {
        Thread owner = owners.get(i).get();
        if (owner == null || !owner.isAlive()) {
          owners.set(i, me);
          return streams.get(i);
        }
      }
      if (streams.size() == MOST_STREAMS) {
        return streams.get(assigned++ % MOST_STREAMS);
      }
      GpuStream made = new GpuStream();
      streams.add(made);
      owners.add(me);
      return made;
    } finally {
      lock.unlock();
    }
  }

  /** The capture that this thread is in; null for none. */
  @Nullable GraphCapture capture() {
    return lock.isHeldByCurrentThread() ? capture : null;
  }

  /** Which of a call's scalars are read from memory: a bit for each. */
  long changing(long[] scalars) {
    GraphCapture own = capture();
    return own == null ? 0 : own.changing(scalars);
  }

  /** Memory for one operation, which {@link #giveBack} takes back; a graph keeps it. */
  CudaBuffer scratch(long bytes) {
    GraphCapture own = capture();
    return own == null ? memory.allocate(Math.max(1, bytes)) : own.scratch(memory, bytes);
  }

  /** Ends the use of an operation's memory; what runs may use it still. */
  void giveBack(List<CudaBuffer> buffers) {
    GraphCapture own = capture();
    if (own == null) {
      buffers.forEach(memory::free);
    } else {
      own.giveBack(buffers);
    }
  }

  /** Does something while calls become part of a graph, and nothing else is handed over. */
  <T> T capturing(GraphCapture own, Supplier<T> work) {
    GpuStream _ = stream();
    lock.lock();
    try {
      enter();
      capture = own;
      return work.get();
    } finally {
      capture = null;
      lock.unlock();
    }
  }

  /** Starts to hand over an operation; {@link Launch#close} ends it. */
  Launch begin(String operation) {
    return begin(operation, stream());
  }

  /** Starts to hand over an operation to a stream. */
  Launch begin(String operation, GpuStream mine) {
    lock.lock();
    try {
      enter();
      return launch.begin(operation, mine);
    } catch (RuntimeException e) {
      lock.unlock();
      throw e;
    }
  }

  /** Ends what {@link #begin} started. */
  void end() {
    lock.unlock();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      enter();
      streams.forEach(GpuStream::close);
      streams.clear();
      owners.clear();
      staging.close();
      programs.close();
      memory.close();
      launch.free();
      CURRENT.remove();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "cuda:" + ordinal;
  }
}
