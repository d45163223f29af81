package dev.narae.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The blocks of one call of {@link Workers#run}, taken one by one by whoever is free. */
final class WorkerJob {

  private final int blocks;
  private final Workers.Body body;
  private final Thread owner = Thread.currentThread();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger unfinished;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean ownerAsleep;

  WorkerJob(int blocks, Workers.Body body) {
    this.blocks = blocks;
    this.body = body;
    this.unfinished = new AtomicInteger(blocks);
  }

  boolean hasBlocks() {
    return next.get() < blocks;
  }

  /** Works until no block is left to begin. */
  void work() {
    while (hasBlocks()) {
      int block = next.getAndIncrement();
      if (block >= blocks) {
        return;
      }
      runBlock(block);
      if (unfinished.decrementAndGet() == 0 && ownerAsleep) {
        LockSupport.unpark(owner);
      }
    }
  }

  private void runBlock(int block) {
    if (failure.get() != null) {
      return;
    }
    try {
      body.run(block);
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Waits, as the owner, for the blocks that others are still busy with. */
  void await() {
    long start = System.nanoTime();
    boolean interrupted = false;
    while (unfinished.get() > 0) {
      if (System.nanoTime() - start < Workers.SPIN_NANOS) {
        Thread.onSpinWait();
        continue;
      }
      ownerAsleep = true;
      if (unfinished.get() > 0) {
        LockSupport.park(this);
        // A pending interrupt would turn park into a busy loop.
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      owner.interrupt();
    }
  }

  /** Throws what a block threw, if one did. */
  void rethrow() {
    Throwable thrown = failure.get();
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    if (thrown != null) {
      throw new IllegalStateException("a block of work failed", thrown);
    }
  }
}
