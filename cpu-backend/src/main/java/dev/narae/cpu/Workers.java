package dev.narae.cpu;

import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share the blocks of a job with the thread that brings it. A waiting worker spins for
 * a moment, since jobs follow each other closely in a training step, and then sleeps.
 *
 * <p>One job runs at a time: a job brought meanwhile, from another thread or from inside a block,
 * runs on its own thread alone. A job must not depend on which thread runs which block.
 */
final class Workers implements AutoCloseable {

  /** Work on one block of a job. */
  @FunctionalInterface
  interface Body {
    /** Does the block with the given index, counted from 0. */
    void run(int block);
  }

  /** How long an idle worker spins before it sleeps. */
  static final long SPIN_NANOS = 40_000;

  /** More than a cache line's worth of elements: what is written alone lies in their middle. */
  private static final int ALONE = 64;

  /** Whether a job is running: 1 or 0. Helpers read what lies next to it, so it must lie alone. */
  private final AtomicIntegerArray busy = new AtomicIntegerArray(ALONE);

  /** The job that is running. */
  private final AtomicReferenceArray<@Nullable WorkerJob> current =
      new AtomicReferenceArray<>(ALONE);

  private final Helper[] helpers;
  private final BooleanSupplier scarce;
  private volatile boolean closed;

  /**
   * Starts the threads.
   *
   * @param threads how many threads work on a job, the one that brings it included; at least 1
   */
  Workers(int threads) {
    this(threads, () -> false);
  }

  /**
   * Starts the threads.
   *
   * @param threads how many threads work on a job, the one that brings it included; at least 1
   * @param scarce whether a job leaves one thread's core to others
   */
  Workers(int threads, BooleanSupplier scarce) {
    this.scarce = scarce;
    if (threads < 1) {
      throw new IllegalArgumentException(
          "workers: %d threads cannot work; give 1 or more".formatted(threads));
    }
    helpers = new Helper[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
    }
    ThreadFactory factory = Thread.ofPlatform().daemon().name("narae-cpu-", 1).factory();
    for (Helper helper : helpers) {
      helper.start(factory);
    }
  }

  /** How many threads work on a job at most. */
  int threads() {
    return helpers.length + 1;
  }

  /**
   * Runs {@code body} for each block from 0 to {@code blocks - 1} and returns when all are done.
   * What a block throws is thrown here; the blocks that nobody has begun by then are left out.
   */
  void run(int blocks, Body body) {
    int helping = Math.min(helpers.length - (scarce.getAsBoolean() ? 1 : 0), blocks - 1);
    if (helping <= 0 || closed || !busy.compareAndSet(ALONE / 2, 0, 1)) {
      for (int i = 0; i < blocks; i++) {
        body.run(i);
      }
      return;
    }
    WorkerJob job = new WorkerJob(blocks, helping + 1, body);
    try {
      share(job, helping);
    } finally {
      current.setRelease(ALONE / 2, null);
      busy.setRelease(ALONE / 2, 0);
    }
    job.rethrow();
  }

  /**
   * Does a job with others. The first block begins before other cores can see the job, which takes
   * as long as some hundred operations, so this waits for nothing before. A helper that falls
   * asleep just then may miss the job: it is woken after the first block.
   */
  private void share(WorkerJob job, int helping) {
    current.setRelease(ALONE / 2, job);
    wake(helping);
    job.begin();
    VarHandle.fullFence();
    wake(helping);
    job.work(0);
    job.await();
  }

  private void wake(int count) {
    for (int i = 0; i < count; i++) {
      helpers[i].wake();
    }
  }

  /** Ends the threads; jobs brought later run on the thread that brings them. */
  @Override
  public void close() {
    closed = true;
    for (Helper helper : helpers) {
      LockSupport.unpark(helper.thread);
    }
  }

  /** A thread of the pool. */
  private final class Helper implements Runnable {
    private final int number;

    private volatile @Nullable Thread thread;
    private volatile boolean asleep;

    Helper(int number) {
      this.number = number;
    }

    void start(ThreadFactory factory) {
      Thread created = factory.newThread(this);
      thread = created;
      created.start();
    }

    void wake() {
      if (asleep) {
        LockSupport.unpark(thread);
      }
    }

    @Override
    public void run() {
      WorkerJob last = null;
      while (!closed) {
        WorkerJob job = current.get(ALONE / 2);
        if (job != null && job != last) {
          job.work(number);
          last = job;
        } else if (!spin(last)) {
          last = null;
          sleep();
        }
      }
    }

    /** Waits for another job than {@code last}; false if none came in time. */
    private boolean spin(@Nullable WorkerJob last) {
      long start = System.nanoTime();
      while (System.nanoTime() - start < SPIN_NANOS) {
        WorkerJob job = current.get(ALONE / 2);
        if (job != null && job != last) {
          return true;
        }
        Thread.onSpinWait();
      }
      return false;
    }

    private void sleep() {
      asleep = true;
      // Between the last look and the flag a job may have come that saw no sleeper to wake.
      WorkerJob job = current.get(ALONE / 2);
      if ((job == null || !job.hasWork(number)) && !closed) {
        LockSupport.park(Workers.this);
      }
      asleep = false;
    }
  }
}
