package dev.narae.cpu;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A large product whose blocks of rows share B: all threads pack a slab of it together, and then
 * each multiplies it by blocks of A. Packing B for each block of rows again, and A for each block
 * of columns, took a tenth of the time of a product of 512 × 512 matrices.
 *
 * <p>The work is a list of units: for each slab, the parts of B to pack, then the blocks of rows.
 * Threads take them in order, and a unit waits for what it needs: a block for the packed slab and
 * for the slab before in the same rows, packing for the room that the slab before the last has
 * taken. All of these come earlier in the list, so the first unfinished unit never waits. Nobody
 * waits for the slowest thread after each slab, and a helper that is late only finds less to do.
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
  private final AtomicIntegerArray packed;
  private final AtomicIntegerArray multiplied;
  private volatile boolean failed;

  private SharedGemm(GemmProblem problem, GemmPanel panel, int rowBlocks, Gemm.Finisher finisher) {
    this.problem = problem;
    this.panel = panel;
    this.rowBlocks = rowBlocks;
    this.finisher = finisher;
    this.columnPanels = Math.ceilDiv(problem.columns(), panel.columns());
    this.slabs = Math.ceilDiv(problem.depth(), GemmEngine.SLAB);
    this.steps = Math.toIntExact(problem.batch() * columnPanels * slabs);
    this.parts = panel.parts((int) Math.min(panel.columns(), problem.columns()));
    this.packed = new AtomicIntegerArray(steps);
    this.multiplied = new AtomicIntegerArray(rowBlocks);
  }

  /** Computes the product, or returns false where it is better done block by block. */
  static boolean multiply(
      GemmProblem problem, GemmEngine engine, Workers workers, Gemm.Finisher finisher) {
    long blocks = rowBlocks(problem, workers.threads());
    double operations = problem.operations() / problem.batch();
    double worth = problem.batch() == 1 ? WORTH_SHARING : WORTH_SHARING_ONE_OF_MANY;
    if (blocks < 2 || problem.rows() < blocks * MIN_ROWS || operations < worth) {
      return false;
    }
    try (GemmPanel panel = engine.panel(problem, (int) (problem.rows() / blocks))) {
      if (panel == null) {
        return false;
      }
      SharedGemm product = new SharedGemm(problem, panel, (int) blocks, finisher);
      workers.runInOrder(product.steps * product.unitsOfStep(), product::unit);
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

  private int unitsOfStep() {
    return parts + rowBlocks;
  }

  private void unit(int unit) {
    int step = unit / unitsOfStep();
    int index = unit % unitsOfStep();
    try {
      if (index < parts) {
        pack(step, index);
      } else {
        multiply(step, index - parts);
      }
    } catch (Throwable e) {
      failed = true;
      throw e;
    }
  }

  private void pack(int step, int part) {
    for (int rows = 0; rows < rowBlocks; rows++) {
      await(multiplied, rows, step - 1);
    }
    if (!failed) {
      panel.pack(block(step, 0), from(step), depth(step), step % 2, part);
      packed.incrementAndGet(step);
    }
  }

  private void multiply(int step, int rows) {
    await(packed, step, parts);
    await(multiplied, rows, step);
    if (failed) {
      return;
    }
    GemmBlock block = block(step, rows);
    boolean last = from(step) + depth(step) == problem.depth();
    panel.slab(block, from(step), depth(step), problem.add() || from(step) > 0, step % 2);
    if (last) {
      finisher.finish(block);
    }
    multiplied.incrementAndGet(rows);
  }

  /** Waits until the count is reached, or another thread has failed. */
  private void await(AtomicIntegerArray counts, int index, int least) {
    long start = 0;
    while (counts.get(index) < least && !failed) {
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
    return step % slabs * GemmEngine.SLAB;
  }

  private int depth(int step) {
    return (int) Math.min(GemmEngine.SLAB, problem.depth() - from(step));
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
