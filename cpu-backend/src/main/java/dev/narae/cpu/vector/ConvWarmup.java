package dev.narae.cpu.vector;

import dev.narae.cpu.conv.ConvForm;
import dev.narae.cpu.conv.ConvKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Writes kernels and runs them on data of their own until the JVM has compiled them. Interpreted
 * vector code is about a thousand times slower than compiled, so real work waits for this.
 */
final class ConvWarmup {
  /** Short, since the JVM decides by the number of calls and loop steps together. */
  private static final int DEPTH = 24;

  private static final int CALLS_AT_A_TIME = 64;

  /** By then the JVM has been asked to compile; what remains is waiting. */
  private static final int EAGER_ROUNDS = 12;

  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Compiled code takes under a nanosecond for a vector, other code more than thirty. */
  private static final double COMPILED_NANOS_PER_VECTOR = 6;

  /** A JVM that has not compiled a kernel by now is told not to. */
  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("narae-conv-warmup").factory());

  ConvWarmup() {
    executor.allowCoreThreadTimeOut(true);
  }

  /** Writes a kernel in the background and hands it over once it is compiled. */
  void submit(GemmVectorType type, ConvForm form, Consumer<ConvKernel> whenReady) {
    executor.execute(
        () -> new Exercise(ConvKernelWriter.write(type, form), type, form, whenReady).round());
  }

  /** Calls of one kernel on made-up operands. */
  private final class Exercise {
    private final ConvKernel kernel;
    private final Consumer<ConvKernel> whenReady;
    private final Arena arena = Arena.ofShared();
    private final long[] rows;
    private final long[] steps = new long[DEPTH];
    private final long width;
    private final MemorySegment a;
    private final MemorySegment b;
    private final MemorySegment c;
    private final double compiledNanos;
    private final long start = System.nanoTime();
    private int rounds;

    Exercise(
        ConvKernel kernel, GemmVectorType type, ConvForm form, Consumer<ConvKernel> whenReady) {
      this.kernel = kernel;
      this.whenReady = whenReady;
      this.rows = new long[form.rows()];
      this.width = form.vectors() * type.vectorBytes();
      this.a = arena.allocate((long) DEPTH * form.rows() * type.elementBytes(), 64);
      this.b = arena.allocate((DEPTH + 1) * width, 64);
      this.c = arena.allocate(form.rows() * width, 64);
      for (int p = 0; p < DEPTH; p++) {
        steps[p] = (long) p * type.elementBytes();
      }
      this.compiledNanos =
          COMPILED_NANOS_PER_VECTOR * CALLS_AT_A_TIME * DEPTH * form.rows() * (form.vectors() + 1);
    }

    /** Calls the kernel some times; then others have their turn until it is compiled. */
    void round() {
      boolean ready = time() < compiledNanos;
      if (ready) {
        whenReady.accept(kernel);
      }
      if (ready || System.nanoTime() - start > GIVE_UP_NANOS) {
        arena.close();
        return;
      }
      if (++rounds > EAGER_ROUNDS) {
        LockSupport.parkNanos(WAIT_NANOS);
      }
      executor.execute(this::round);
    }

    private long time() {
      long before = System.nanoTime();
      for (int i = 0; i < CALLS_AT_A_TIME; i++) {
        kernel.multiply(a, 0, rows, 0, b, 0, width, steps, 0, DEPTH, c, 0, width);
      }
      return System.nanoTime() - before;
    }
  }
}
