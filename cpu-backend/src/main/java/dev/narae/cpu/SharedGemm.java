package dev.narae.cpu;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A large product whose blocks of rows share B, which is not read in place: all threads pack a slab
 * of it together, and then each multiplies it by blocks of A. Else B would be packed for each block
 * of rows again, or A for each block of columns.
 *
 * <p>Each thread has parts of B and blocks of rows of its own, the same in each step, so that
 * blocks of C stay in the caches of one core. Where it would wait for another thread, it first does
 * what that one has not begun. Nobody waits for the slowest thread after each slab, and a helper
 * that is late only finds less to do.
 */
final class SharedGemm {

  /** Bytes of a block's column of A at most: a slab this high still lies in the second cache. */
  private static final long MAX_ROW_BYTES = 1024;

  /** Rows of a block at least, where there is a choice: so often is a strip of B used. */
  private static final long MIN_ROWS = 64;

  private static final int BLOCKS_PER_THREAD = 2;

  /** Operations of a product that are worth sharing its packed parts. */
  private static final double WORTH_SHARING = 2e7;

  /** Operations of one product of several: below, each thread takes a whole one. */
  private static final double WORTH_SHARING_ONE_OF_MANY = 1e8;

  private final GemmProblem problem;
  private final GemmPanel panel;
  private final int rowBlocks;
  private final Gemm.Finisher finisher;
  private final long columnPanels;
  private final long slabs;
  private final int steps;
  private final int parts;
  private final int threads;

  /** Of each step's parts of B, whether a thread has begun to pack it: 1 or 0. */
  private final AtomicIntegerArray packing;

  /** The parts of each step that are packed. */
  private final AtomicIntegerArray packed;

  /** The steps of each block of rows that threads have begun. */
  private final AtomicIntegerArray multiplying;

  /** The steps of each block of rows that are done. */
  private final AtomicIntegerArray multiplied;

  private volatile boolean failed;

  private SharedGemm(
      GemmProblem problem, GemmPanel panel, int rowBlocks, int threads, Gemm.Finisher finisher) {
    this.problem = problem;
    this.panel = panel;
    this.rowBlocks = rowBlocks;
    this.finisher = finisher;
    this.columnPanels = Math.ceilDiv(problem.columns(), panel.columns());
    this.slabs = Math.ceilDiv(problem.depth(), problem.slab());
    this.steps = Math.toIntExact(problem.batch() * columnPanels * slabs);
    this.parts = panel.parts((int) Math.min(panel.columns(), problem.columns()));
    this.threads = threads;
    this.packing = new AtomicIntegerArray(Math.multiplyExact(steps, parts));
    this.packed = new AtomicIntegerArray(steps);
    this.multiplying = new AtomicIntegerArray(rowBlocks);
    this.multiplied = new AtomicIntegerArray(rowBlocks);
  }

  /** Computes the product, or returns false where it is better done block by block. */
  static boolean multiply(
      GemmProblem problem, GemmEngine engine, Workers workers, Gemm.Finisher finisher) {
    long blocks = rowBlocks(problem, workers.threads());
    double operations = problem.operations() / problem.batch();
    double worth = problem.batch() == 1 ? WORTH_SHARING : WORTH_SHARING_ONE_OF_MANY;
    if (problem.rowsOfBNear()
        || blocks < 2
        || problem.rows() < blocks * MIN_ROWS
        || operations < worth) {
      return false; // there is nothing to pack, or too little to share
    }
    try (GemmPanel panel = engine.panel(problem, (int) (problem.rows() / blocks))) {
      if (panel == null) {
        return false;
      }
      int threads = workers.threads();
      workers.run(threads, new SharedGemm(problem, panel, (int) blocks, threads, finisher)::work);
      return true;
    }
  }

  private static long rowBlocks(GemmProblem problem, int threads) {
    long fitting = Math.ceilDiv(problem.rows(), MAX_ROW_BYTES / problem.dtype().bytes());
    long blocks = Math.ceilDiv(fitting, threads) * threads;
    while (threads > 1
        && blocks < (long) BLOCKS_PER_THREAD * threads
        && problem.rows() >= 2 * blocks * MIN_ROWS) {
      blocks *= 2;
    }
    return blocks;
  }

  /** Does a thread's part of the work, and what is left of others'. */
  private void work(int thread) {
    try {
      for (int step = 0; step < steps && !failed; step++) {
        pack(step, thread);
        for (int rows = own(rowBlocks, thread); rows < own(rowBlocks, thread + 1); rows++) {
          multiply(step, rows);
        }
      }
      while (!failed && help(steps)) {
        // Nothing is left that another thread has not begun.
      }
    } catch (Throwable e) {
      failed = true;
      throw e;
    }
  }

  private int own(int count, int thread) {
    return count * thread / threads;
  }

  /** Packs parts that nobody has begun, the thread's own first, and waits for the others. */
  private void pack(int step, int thread) {
    // Half of the memory still holds the slab before the last.
    awaitRows(step);
    for (int i = 0; i < parts && !failed; i++) {
      int part = (own(parts, thread) + i) % parts;
      if (packing.compareAndSet(step * parts + part, 0, 1)) {
        panel.pack(block(step, 0), from(step), depth(step), step % 2, part);
        packed.incrementAndGet(step);
      }
    }
    Pause pause = new Pause();
    while (packed.get(step) < parts && !failed) {
      pause.once();
    }
  }

  /** Waits until all blocks of rows have done all steps before the last one. */
  private void awaitRows(int step) {
    Pause pause = new Pause();
    for (int rows = 0; rows < rowBlocks; rows++) {
      while (multiplied.get(rows) < step - 1 && !failed) {
        if (!help(step)) {
          pause.once();
        }
      }
    }
  }

  /** Does the next step of a block of rows that has not begun one before the given step. */
  private boolean help(int step) {
    for (int rows = 0; rows < rowBlocks; rows++) {
      int next = multiplied.get(rows);
      if (next < step && multiplying.compareAndSet(rows, next, next + 1)) {
        multiplyBegun(next, rows);
        return true;
      }
    }
    return false;
  }

  /** Does a step of a block of rows unless another thread has begun it. */
  private void multiply(int step, int rows) {
    Pause pause = new Pause();
    while (multiplied.get(rows) < step && !failed) {
      pause.once();
    }
    if (!failed && multiplying.compareAndSet(rows, step, step + 1)) {
      multiplyBegun(step, rows);
    }
  }

  private void multiplyBegun(int step, int rows) {
    GemmBlock block = block(step, rows);
    boolean last = from(step) + depth(step) == problem.depth();
    panel.slab(block, from(step), depth(step), problem.add() || from(step) > 0, step % 2);
    if (last) {
      finisher.finish(block);
    }
    multiplied.incrementAndGet(rows);
  }

  /** Waits for a moment; another thread is busy, or was made to wait by the system. */
  private static final class Pause {
    private long start;

    void once() {
      if (start == 0) {
        start = System.nanoTime();
      }
      if (System.nanoTime() - start < Workers.SPIN_NANOS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private long from(int step) {
    return step % slabs * problem.slab();
  }

  private int depth(int step) {
    return (int) Math.min(problem.slab(), problem.depth() - from(step));
  }

  private GemmBlock block(int step, int index) {
    long batch = step / slabs / columnPanels;
    long column = step / slabs % columnPanels * panel.columns();
    int columns = (int) Math.min(panel.columns(), problem.columns() - column);
    long row = problem.rows() * index / rowBlocks;
    long end = problem.rows() * (index + 1) / rowBlocks;
    return new GemmBlock(batch, row, (int) (end - row), column, columns);
  }
}
