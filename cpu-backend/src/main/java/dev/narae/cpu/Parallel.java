package dev.narae.cpu;

/** Spreads the blocks of a job over threads. */
@FunctionalInterface
public interface Parallel {

  /** Runs {@code body} for each block from 0 to {@code blocks - 1}; returns when all are done. */
  void run(int blocks, Body body);

  /** Work on one block of a job. */
  @FunctionalInterface
  interface Body {
    /** Does the block with the given index. */
    void run(int block);
  }

  /**
   * Splits {@code items} evenly into blocks of about {@code grain} items, whatever the number of
   * threads, so that results never depend on it.
   */
  default void range(long items, long grain, Range body) {
    int blocks = Math.clamp(items / Math.max(1, grain), items > 0 ? 1 : 0, 256);
    run(blocks, i -> body.run(items * i / blocks, items * (i + 1) / blocks));
  }

  /** Work on a range of items. */
  @FunctionalInterface
  interface Range {
    /** Does the items from {@code from} to before {@code to}. */
    void run(long from, long to);
  }
}
