package dev.narae.cpu.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Runs vector code on data of its own until the JVM has compiled it. Interpreted vector code is
 * about a thousand times slower than compiled, so real work waits for this in scalar code.
 */
final class Warmup {
  /** Short, since the JVM decides by the number of calls and loop steps together. */
  private static final int VECTORS = 24;

  private static final int ROWS = 2;
  private static final int CALLS_AT_A_TIME = 64;

  /** By then the JVM has been asked to compile; what remains is waiting. */
  private static final int EAGER_ROUNDS = 12;

  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Compiled code takes under a nanosecond a step and vector, other code more than thirty. */
  private static final double COMPILED_NANOS_PER_STEP = 6;

  /** A JVM that has not compiled the code by now is told not to. */
  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Runnable preparation;

  /** Used by the background thread only. */
  private boolean prepared;

  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("narae-kernel-warmup").factory());

  /**
   * A warmup that has nothing to do yet.
   *
   * @param preparation done once before any vector code is written
   */
  Warmup(Runnable preparation) {
    this.preparation = preparation;
    executor.allowCoreThreadTimeOut(true);
  }

  /** Writes vector code in the background and hands it over once it is compiled. */
  void submit(
      Program program,
      ElementLoop scalar,
      WideLoop.Source vector,
      int lanes,
      Consumer<ElementLoop> whenReady) {
    executor.execute(
        () -> {
          prepare();
          WideLoop loop = new WideLoop(vector.write(), scalar, lanes);
          Arena arena = Arena.ofShared();
          new Exercise(arena, program, loop, lanes, whenReady).round();
        });
  }

  private void prepare() {
    if (!prepared) {
      preparation.run();
      prepared = true;
    }
  }

  /** Calls of a loop on made-up operands. */
  private final class Exercise {
    private final Arena arena;
    private final ElementLoop loop;
    private final Consumer<ElementLoop> whenReady;
    private final int lanes;
    private final int columns;
    private final MemorySegment[] segments;
    private final long[] columnSteps;
    private final long[] rowSteps;
    private final long[] scalars;
    private final double compiledNanos;
    private final long start = System.nanoTime();
    private int rounds;

    Exercise(
        Arena arena,
        Program program,
        ElementLoop loop,
        int lanes,
        Consumer<ElementLoop> whenReady) {
      int operands = program.operands().size();
      this.arena = arena;
      this.loop = loop;
      this.whenReady = whenReady;
      this.lanes = lanes;
      this.columns = VECTORS * lanes;
      this.segments = new MemorySegment[operands];
      this.columnSteps = new long[operands + 1];
      this.rowSteps = new long[operands + 1];
      for (int i = 0; i < operands; i++) {
        Operand operand = program.operands().get(i);
        long bytes = operand.dtype().bytes();
        segments[i] = arena.allocate((columns + lanes) * bytes, Long.BYTES);
        fill(segments[i], operand);
        columnSteps[i] = operand.stride() == Operand.Stride.ZERO ? 0 : bytes;
      }
      columnSteps[operands] = 1;
      this.scalars = new long[scalars(program)];
      this.compiledNanos =
          COMPILED_NANOS_PER_STEP * CALLS_AT_A_TIME * ROWS * VECTORS * program.nodes().size();
    }

    /** Ordinary numbers: subnormal ones would take longer. */
    private static void fill(MemorySegment segment, Operand operand) {
      for (long at = 0; at < segment.byteSize(); at += operand.dtype().bytes()) {
        switch (operand.dtype()) {
          case BOOL, U8 -> segment.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
          case I32 -> segment.set(ValueLayout.JAVA_INT, at, 1);
          case I64 -> segment.set(ValueLayout.JAVA_LONG, at, 1);
          case F32 -> segment.set(ValueLayout.JAVA_FLOAT, at, 0.5f);
          case F64 -> segment.set(ValueLayout.JAVA_DOUBLE, at, 0.5);
        }
      }
    }

    private static int scalars(Program program) {
      return program.nodes().stream()
          .filter(node -> node.step() == Step.SCALAR)
          .mapToInt(node -> (int) node.immediate() + 1)
          .max()
          .orElse(0);
    }

    /** Runs the loop some times; then other kernels have their turn until it is compiled. */
    void round() {
      long now = System.nanoTime();
      boolean ready = time() < compiledNanos;
      if (ready) {
        whenReady.accept(loop);
      }
      if (ready || now - start > GIVE_UP_NANOS) {
        arena.close();
        return;
      }
      if (++rounds > EAGER_ROUNDS) {
        LockSupport.parkNanos(WAIT_NANOS);
      }
      executor.execute(this::round);
    }

    private long time() {
      long[] starts = new long[columnSteps.length];
      // Rows of other lengths lead the code along all its paths.
      loop.run(segments, starts, columnSteps, rowSteps, lanes + 1, 1, scalars);
      loop.run(segments, starts, columnSteps, rowSteps, 1, 1, scalars);
      long before = System.nanoTime();
      for (int i = 0; i < CALLS_AT_A_TIME; i++) {
        loop.run(segments, starts, columnSteps, rowSteps, columns, ROWS, scalars);
      }
      return System.nanoTime() - before;
    }
  }
}
