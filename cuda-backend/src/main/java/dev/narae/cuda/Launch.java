package dev.narae.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.narae.spi.Loops;
import dev.narae.spi.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operation that is being handed to a GPU: kernels' arguments, launches, and which buffers it
 * uses. There is one for each GPU, used by the thread that holds its lock. A kernel's arguments are
 * 64-bit slots of one block, which the driver copies when it is launched.
 */
final class Launch implements AutoCloseable {
  /** A kernel's arguments may take 4 KiB. */
  static final int MOST_SLOTS = 500;

  private final Gpu gpu;
  private final DriverCalls calls;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment block = arena.allocate(8L * MOST_SLOTS, 64);
  private final MemorySegment parameters = arena.allocate(JAVA_LONG);
  private final List<CudaBuffer> temporary = new ArrayList<>();
  private String operation = "";
  private @Nullable GpuStream stream;
  private int slots;

  Launch(Gpu gpu) {
    this.gpu = gpu;
    this.calls = gpu.runtime().calls();
    parameters.set(JAVA_LONG, 0, block.address());
  }

  Launch begin(String name, GpuStream current) {
    operation = name;
    stream = current;
    slots = 0;
    return this;
  }

  GpuStream stream() {
    GpuStream current = stream;
    if (current == null) {
      throw new IllegalStateException("no operation has begun");
    }
    return current;
  }

  /** Starts another list of arguments. */
  Launch arguments() {
    slots = 0;
    return this;
  }

  Launch add(long value) {
    block.setAtIndex(JAVA_LONG, slots++, value);
    return this;
  }

  /** A call's scalars, or where those are that change. */
  Launch addScalars(long[] scalars) {
    GraphCapture capture = gpu.capture();
    for (int i = 0; i < scalars.length; i++) {
      add(capture == null ? scalars[i] : capture.argument(scalars, i));
    }
    return this;
  }

  /** Sets an argument that was added before. */
  Launch set(int slot, long value) {
    block.setAtIndex(JAVA_LONG, slot, value);
    return this;
  }

  /** The number of arguments so far. */
  int slots() {
    return slots;
  }

  /** The address of a view's first element. */
  Launch add(View view) {
    return add(address(view));
  }

  /** Loops' extents, numbers for division, and strides of all operands. */
  Launch add(Loops loops, int operands) {
    for (int i = 0; i < loops.depth(); i++) {
      add(loops.extent(i)).add(Division.magic(loops.extent(i)));
      for (int o = 0; o < operands; o++) {
        add(loops.stride(o, i));
      }
    }
    return this;
  }

  /** The address of a view's first element, which this stream may now use. */
  long address(View view) {
    CudaBuffer buffer = (CudaBuffer) view.buffer();
    touch(buffer);
    return buffer.address() + view.layout().offset() * view.dtype().bytes();
  }

  /** Makes this stream wait for the one that used a buffer before. */
  void touch(CudaBuffer buffer) {
    GpuStream current = stream();
    GraphCapture capture = gpu.capture();
    if (capture != null) {
      capture.use(buffer);
    }
    if (buffer.stream != null && buffer.stream != current) {
      current.waitFor(buffer.stream);
    }
    buffer.stream = current;
  }

  /** Memory until the end of the operation. */
  CudaBuffer scratch(long bytes) {
    CudaBuffer buffer = gpu.scratch(bytes);
    temporary.add(buffer);
    touch(buffer);
    return buffer;
  }

  /** Launches a kernel over elements: as many blocks as keep the GPU busy, at most. */
  void elements(long function, long count, long perThread) {
    long threads = (count + perThread - 1) / perThread;
    int size = (int) Math.min(256, (threads + 31) / 32 * 32);
    long blocks = Math.min((threads + size - 1) / size, gpu.multiprocessors() * 16L);
    blocks(function, blocks, 1, 1, size);
  }

  /**
   * Launches a kernel on a grid of blocks. Along y and z there may be fewer than asked for: a GPU
   * has 65,535 at most, and kernels go on to what is left.
   */
  void blocks(long function, long x, long y, long z, int threads) {
    if (isTrial()) {
      return;
    }
    int result =
        calls.launch(
            function,
            Math.toIntExact(x),
            (int) Math.min(y, gpu.mostBlocks()),
            (int) Math.min(z, gpu.mostBlocks()),
            threads,
            stream().handle(),
            parameters.address());
    if (result != 0) {
      Cuda.check(result, operation + ": cuLaunchKernel");
    }
  }

  /** Whether nothing is to be launched. */
  boolean isTrial() {
    GraphCapture capture = gpu.capture();
    return capture != null && capture.isTrial();
  }

  /** Sets a buffer's first bytes to 0. */
  void clear(CudaBuffer buffer, long bytes) {
    touch(buffer);
    if (isTrial()) {
      return;
    }
    Cuda.check(
        calls.clear(buffer.address(), bytes, stream().handle()), operation + ": cuMemsetD8Async");
  }

  /** Ends the operation; in debug mode after it has run, so that its errors are its own. */
  @Override
  public void close() {
    try {
      if (gpu.options().debug() && gpu.capture() == null) {
        stream().synchronize(operation);
      }
    } finally {
      gpu.giveBack(temporary);
      temporary.clear();
      stream = null;
      gpu.end();
    }
  }

  /** Frees the block of arguments. */
  void free() {
    arena.close();
  }
}
