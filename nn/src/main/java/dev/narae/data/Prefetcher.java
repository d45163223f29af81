package dev.narae.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Batches under way: as many as a loader may be ahead, in their order. With no workers, a batch is
 * prepared when it is taken.
 *
 * <p>Knows nothing of the iterator that uses it, so that an iterator which nobody closed can be
 * collected, and this be closed then.
 */
final class Prefetcher {
  private final LoaderOptions options;
  private final BatchPlan.Work work;
  private final @Nullable ExecutorService pool;
  private final Deque<Future<@Nullable Prepared>> underWay = new ArrayDeque<>();
  private boolean closed;
  private boolean released;

  Prefetcher(BatchPlan.Work work, LoaderOptions options) {
    this.work = work;
    this.options = options;
    pool =
        options.workers() == 0
            ? null
            : Executors.newFixedThreadPool(options.workers(), options.threads());
  }

  /** Whether another batch may be put under way. */
  synchronized boolean hasRoom() {
    return !closed && underWay.size() < Math.max(1, options.prefetch());
  }

  synchronized boolean isEmpty() {
    return underWay.isEmpty();
  }

  synchronized void submit(Preparation preparation) {
    underWay.add(pool == null ? new Lazily(preparation) : pool.submit(preparation));
  }

  /** The next batch, once it is there. */
  @Nullable Prepared take() throws InterruptedException, ExecutionException {
    Future<@Nullable Prepared> first;
    synchronized (this) {
      first = underWay.remove();
    }
    return first.get();
  }

  /** Stops the threads, waits for what they are in the middle of, and releases what was ready. */
  void close() {
    stop();
    if (pool != null) {
      pool.close();
    }
    release();
  }

  /**
   * Closes what nobody will use again, without waiting: a thread of its own waits for the others,
   * and then releases what was ready and what the data set holds open.
   */
  void abandon() {
    if (isReleased()) {
      return;
    }
    stop();
    Thread.ofVirtual().name("narae-loader-end").start(this::close);
  }

  /** Asks the threads to stop, without waiting. */
  synchronized void stop() {
    closed = true;
    work.stop();
    // Interrupts the threads, but cancels nothing: a batch that is ready all the same is released.
    if (pool != null) {
      pool.shutdownNow();
    }
  }

  private synchronized boolean isReleased() {
    return released;
  }

  private synchronized void release() {
    if (released) {
      return;
    }
    released = true;
    for (Future<@Nullable Prepared> batch : underWay) {
      if (batch.state() == Future.State.SUCCESS) {
        Prepared prepared = batch.resultNow();
        if (prepared != null) {
          prepared.discard();
        }
      }
    }
    underWay.clear();
    work.close();
  }

  /** Work that the thread does which asks for its result. */
  private static final class Lazily extends FutureTask<@Nullable Prepared> {
    Lazily(Preparation preparation) {
      super(preparation);
    }

    @Override
    public @Nullable Prepared get() throws InterruptedException, ExecutionException {
      run();
      return super.get();
    }
  }

  static RuntimeException unwrapped(ExecutionException failure) {
    return switch (failure.getCause()) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new IllegalStateException(failure);
    };
  }
}
