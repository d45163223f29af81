package dev.narae.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one call of {@link Workers#run}. Each thread takes those of its own part one by
 * one, and then what is left of others' parts: so blocks that lie next to each other are mostly
 * done by one thread, and the same one in each job of this size, in whose caches their memory still
 * is. Where blocks depend on earlier ones, all threads take them from one part instead, in order.
 */
final class WorkerJob {
  /** Counters that different threads count in lie so far apart, in elements. */
  private static final int APART = 16;

  private final int blocks;
  private final Workers.Body body;
  private final int threads;
  private final Thread owner = Thread.currentThread();
  private final int parts;

  /** The next block of each part. */
  private final AtomicIntegerArray next;

  private final AtomicInteger unfinished;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean ownerAsleep;

  /**
   * A job that nobody works on yet.
   *
   * @param threads how many may work on it, the owner included
   * @param parts 1 to have the blocks begun in ascending order, whoever does them; as many as
   *     threads to have each thread begin with a part of its own
   */
  WorkerJob(int blocks, int threads, int parts, Workers.Body body) {
    this.blocks = blocks;
    this.threads = threads;
    this.parts = parts;
    this.next = new AtomicIntegerArray((parts + 1) * APART);
    for (int part = 0; part < parts; part++) {
      next.set(counter(part), begin(part));
    }
    this.body = body;
    this.unfinished = new AtomicInteger(blocks);
  }

  private int begin(int part) {
    return (int) ((long) blocks * part / parts);
  }

  private static int counter(int part) {
    // Beyond the array's length, which everybody reads.
    return (part + 1) * APART - 1;
  }

  /** Whether there is work for the given thread. */
  boolean hasWork(int thread) {
    for (int part = 0; part < parts && thread < threads; part++) {
      if (hasBlocks(part)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasBlocks(int part) {
    return next.get(counter(part)) < begin(part + 1);
  }

  /** Works until no block is left to begin; threads are numbered from 0, the owner. */
  void work(int thread) {
    for (int i = 0; i < parts && thread < threads; i++) {
      workOn((thread + i) % parts);
    }
  }

  private void workOn(int part) {
    int end = begin(part + 1);
    while (hasBlocks(part)) {
      int block = next.getAndIncrement(counter(part));
      if (block >= end) {
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
