package dev.narae.cpu.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs new micro-kernels on data of its own until the JVM has compiled them. Vector code that is
 * interpreted is about a thousand times slower than compiled, so real work waits for this.
 */
final class GemmWarmup {

  /** Short, since the JVM decides by the number of calls and loop steps together. */
  private static final int DEPTH = 24;

  private static final int CALLS_AT_A_TIME = 64;

  /** Compiled code takes under half a nanosecond for a vector, other code more than thirty. */
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
          Thread.ofPlatform().daemon().name("narae-warmup").factory());

  GemmWarmup() {
    executor.allowCoreThreadTimeOut(true);
  }

  /** Writes a kernel in the background and hands it over once it is compiled. */
  void submit(GemmVectorType type, GemmTile tile, Consumer<GemmKernel> whenReady) {
    executor.execute(
        () -> {
          GemmKernel kernel = GemmKernelWriter.write(type, tile);
          if (warmPacking(type) && warm(kernel, type, tile)) {
            whenReady.accept(kernel);
          }
        });
  }

  /** Transposes a matrix; quickly done once the code is compiled. */
  private static boolean warmPacking(GemmVectorType type) {
    int lanes = type.species().length();
    long row = type.vectorBytes();
    long element = type.elementBytes();
    int columns = lanes - 1;
    try (Arena arena = Arena.ofShared()) {
      MemorySegment from = arena.allocate(DEPTH * row, 64);
      MemorySegment to = arena.allocate(DEPTH * row, 64);
      return repeat(
          () -> {
            if (element == Float.BYTES) {
              GemmPanels.transpose4(from, 0, element, DEPTH, to, 0, row, DEPTH, columns);
            } else {
              GemmPanels.transpose8(from, 0, element, DEPTH, to, 0, row, DEPTH, columns);
            }
          },
          DEPTH * columns);
    }
  }

  private static boolean warm(GemmKernel kernel, GemmVectorType type, GemmTile tile) {
    long element = type.elementBytes();
    long width = tile.vectors() * type.vectorBytes();
    try (Arena arena = Arena.ofShared()) {
      MemorySegment a = arena.allocate((long) DEPTH * tile.rows() * element, 64);
      MemorySegment b = arena.allocate(DEPTH * width, 64);
      MemorySegment c = arena.allocate(tile.rows() * width, 64);
      MemorySegment sums = arena.allocate(tile.rows() * width, 64);
      int vectors = tile.rows() * tile.vectors();
      return repeat(
              () ->
                  kernel.multiply(a, 0, DEPTH * element, element, b, 0, width, c, 0, width, DEPTH),
              DEPTH * (vectors + tile.rows()))
          && repeat(() -> kernel.add(c, sums, 0, width), 2 * vectors)
          && repeat(() -> kernel.pack(b, 0, width, b, 0, DEPTH), 2 * DEPTH * tile.vectors());
    }
  }

  /** Repeats a call that handles {@code vectors} vectors until it is fast; false if it never is. */
  private static boolean repeat(Runnable call, int vectors) {
    double compiled = COMPILED_NANOS_PER_VECTOR * CALLS_AT_A_TIME * vectors;
    long start = System.nanoTime();
    long before = start;
    while (before - start < GIVE_UP_NANOS) {
      for (int i = 0; i < CALLS_AT_A_TIME; i++) {
        call.run();
      }
      long now = System.nanoTime();
      if (now - before < compiled) {
        return true;
      }
      before = now;
    }
    return false;
  }
}
