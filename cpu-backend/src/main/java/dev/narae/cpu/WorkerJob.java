package dev.narae.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one call of {@link Workers#run}. Each thread takes those of its own part one by
 * one, and then what is left of others' parts: so blocks that lie next to each other are mostly
 * done by one thread, and the same one in each job of this size, in whose caches their memory still
 * is.
 *
 * <p>What one core has written takes another one 0.1 to 0.2 microseconds to read, and as long until
 * it may be written again. So a job is one object and one array, and there are no more steps in
 * which threads wait for such memory than it takes.
 */
final class WorkerJob {
  /** Counters that different threads count in lie so far apart, in elements. */
  private static final int APART = 16;

  private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(int[].class);

  private final int blocks;
  private final Workers.Body body;
  private final int threads;
  private final Thread owner = Thread.currentThread();

  /** The next block of each part, and then how many blocks are unfinished. */
  private final int[] counters;

  private volatile @Nullable Throwable failure;
  private volatile boolean ownerAsleep;

  /**
   * A job that nobody works on yet.
   *
   * @param threads how many may work on it, the owner included; each has a part
   */
  WorkerJob(int blocks, int threads, Workers.Body body) {
    this.blocks = blocks;
    this.threads = threads;
    this.counters = new int[(threads + 2) * APART];
    for (int part = 0; part < threads; part++) {
      counters[counter(part)] = first(part);
    }
    counters[counter(0)]++; // the first block is the owner's
    counters[counter(threads)] = blocks;
    this.body = body;
  }

  private int first(int part) {
    return (int) ((long) blocks * part / threads);
  }

  private static int counter(int part) {
    // Beyond the array's length, which everybody reads.
    return (part + 1) * APART - 1;
  }

  /** Whether there is work for the given thread. */
  boolean hasWork(int thread) {
    for (int part = 0; part < threads && thread < threads; part++) {
      if (hasBlocks(part)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasBlocks(int part) {
    return (int) COUNTER.getVolatile(counters, counter(part)) < first(part + 1);
  }

  /**
   * Does the first block, which is the owner's: it need not ask whether another one has begun it.
   */
  void begin() {
    runBlock(0);
  }

  /**
   * Works until no block is left to begin; threads are numbered from 0, the owner, which has done
   * the first one.
   */
  void work(int thread) {
    int done = thread == 0 ? 1 : 0;
    for (int i = 0; i < threads && thread < threads; i++) {
      done += workOn((thread + i) % threads);
    }
    if (done > 0) {
      finish(done);
    }
  }

  /** Returns how many blocks it did. */
  private int workOn(int part) {
    int end = first(part + 1);
    int done = 0;
    while (hasBlocks(part)) {
      int block = (int) COUNTER.getAndAdd(counters, counter(part), 1);
      if (block < end) {
        runBlock(block);
        done++;
      }
    }
    return done;
  }

  private void finish(int done) {
    if ((int) COUNTER.getAndAdd(counters, counter(threads), -done) == done && ownerAsleep) {
      LockSupport.unpark(owner);
    }
  }

  private boolean isUnfinished() {
    return (int) COUNTER.getVolatile(counters, counter(threads)) > 0;
  }

  private void runBlock(int block) {
    if (failure != null) {
      return;
    }
    try {
      body.run(block);
    } catch (Throwable e) {
      fail(e);
    }
  }

  private synchronized void fail(Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    }
  }

  /** Waits, as the owner, for the blocks that others are still busy with. */
  void await() {
    long start = System.nanoTime();
    boolean interrupted = false;
    while (isUnfinished()) {
      if (System.nanoTime() - start < Workers.SPIN_NANOS) {
        Thread.onSpinWait();
        continue;
      }
      ownerAsleep = true;
      if (isUnfinished()) {
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
    Throwable thrown = failure;
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
