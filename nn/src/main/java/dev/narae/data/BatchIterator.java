package dev.narae.data;

import dev.narae.Backends;
import dev.narae.Device;
import java.lang.ref.Cleaner;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The batches of an epoch. Threads that prepare them stop at the end, at the first failure, and
 * when this is closed; a loop that is left early should close it, and if none does, the garbage
 * collector will. For one thread at a time.
 */
public final class BatchIterator implements Iterator<Batch>, AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final LoaderOptions options;
  private final BatchPlan.Work work;
  private final boolean counted;
  private final boolean skips;
  private final Prefetcher prefetcher;
  private final Cleaner.Cleanable cleanable;
  private final Device home = Backends.defaultDevice();
  private final Upload upload = new Upload();
  private final int epoch;
  private long submitted;
  private long taken;
  private boolean exhausted;
  private boolean closed;
  private @Nullable Prepared next;

  BatchIterator(BatchPlan plan, LoaderOptions options, LoaderState start) {
    this.options = options;
    work = plan.begin(start);
    counted = plan.batches().isPresent();
    skips = plan instanceof MapPlan map && map.report() != null;
    epoch = start.epoch();
    submitted = start.batches();
    taken = start.batches();
    prefetcher = new Prefetcher(work, options);
    cleanable = CLEANER.register(this, prefetcher::abandon);
    fill();
  }

  /** Puts batches under way while there is room. */
  private void fill() {
    while (!exhausted && prefetcher.hasRoom()) {
      BatchPlan.Fetch fetch = work.next();
      if (fetch == null) {
        exhausted = true;
      } else {
        LoaderState place = new LoaderState(epoch, submitted++);
        prefetcher.submit(new Preparation(fetch, options, place, home, upload));
      }
    }
  }

  @Override
  public boolean hasNext() {
    // Where the number of batches is known, nothing has to be waited for to know the next one.
    if (next == null && counted && !prefetcher.isEmpty() && !skips) {
      return true;
    }
    return next != null || advance();
  }

  @Override
  public Batch next() {
    if (next == null && !advance()) {
      throw new NoSuchElementException("the epoch has no further batch");
    }
    Prepared prepared = Objects.requireNonNull(next);
    next = null;
    return prepared.adopted();
  }

  /** Where the walk stands: what {@link DataLoader#epoch(LoaderState)} takes to go on. */
  public LoaderState state() {
    return new LoaderState(epoch, next == null ? taken : taken - 1);
  }

  private boolean advance() {
    while (!prefetcher.isEmpty()) {
      next = take();
      taken++;
      fill();
      if (next != null) {
        return true;
      }
      if (!counted) {
        taken--;
        break;
      }
    }
    close();
    return false;
  }

  private @Nullable Prepared take() {
    boolean done = false;
    try {
      Prepared prepared = prefetcher.take();
      done = true;
      return prepared;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DataLoaderException.interrupted(new LoaderState(epoch, taken), e);
    } catch (ExecutionException e) {
      throw Prefetcher.unwrapped(e);
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /** Ends the walk: the threads have stopped, and what they prepared is released. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    exhausted = true;
    if (next != null) {
      next.discard();
      next = null;
    }
    prefetcher.close();
    cleanable.clean();
  }
}
