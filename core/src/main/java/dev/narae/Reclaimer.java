package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.Buffer;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import org.jspecify.annotations.Nullable;

/**
 * Returns the memory of unreachable tensors to their backends, and asks for a garbage collection
 * when much of it may be waiting: the collector cannot see off-heap memory filling up.
 */
final class Reclaimer {
  /** Above this many bytes handed out since the last collection, one is worth its time. */
  private static final long SOFT_LIMIT = Long.getLong("narae.memory.reclaim", 256L << 20);

  /** Above this many bytes a collection is asked for whatever it costs. */
  private static final long HARD_FACTOR = 8;

  /** Collections may take up to one part in so many of the running time. */
  private static final long COST_FACTOR = 50;

  private static final ReferenceQueue<Storage> QUEUE = new ReferenceQueue<>();
  private static final Reclaimer INSTANCE = new Reclaimer();

  private final Ticket head = new Ticket();
  private long volume;
  private long lastEnd = System.nanoTime();
  private long lastDuration;

  private Reclaimer() {}

  /** One watched storage, in a list that keeps the reference itself reachable. */
  static final class Ticket extends PhantomReference<@Nullable Storage> {
    private final @Nullable Backend backend;
    private final @Nullable Buffer buffer;
    private @Nullable Ticket previous;
    private @Nullable Ticket next;

    private Ticket() {
      super(null, null);
      backend = null;
      buffer = null;
    }

    private Ticket(Storage storage) {
      super(storage, QUEUE);
      backend = storage.backend();
      buffer = storage.buffer();
    }

    /** Stops watching. */
    void cancel() {
      INSTANCE.unlink(this);
      clear();
    }

    private void reclaim() {
      if (INSTANCE.unlink(this) && backend != null && buffer != null) {
        backend.free(buffer);
      }
    }
  }

  static Ticket watch(Storage storage) {
    Ticket ticket = new Ticket(storage);
    INSTANCE.link(ticket, storage.buffer().bytes());
    return ticket;
  }

  /** Frees what has become unreachable; asks for a collection when that is due. */
  static void beforeAllocation(long bytes) {
    drain();
    if (INSTANCE.isCollectionDue(bytes)) {
      var _ = INSTANCE.collect();
      drain();
    }
  }

  /** Frees all that is unreachable now. */
  static void collectNow() {
    if (INSTANCE.collect()) {
      var _ = INSTANCE.collect();
    }
    drain();
  }

  private static void drain() {
    for (Reference<?> found = QUEUE.poll(); found != null; found = QUEUE.poll()) {
      ((Ticket) found).reclaim();
    }
    Waiting.drain();
  }

  /** Frees what is unreachable now; computes nothing, so that an operator may ask for it. */
  static void collectUnreachable() {
    INSTANCE.collectGarbage();
  }

  private synchronized void link(Ticket ticket, long bytes) {
    ticket.next = head.next;
    ticket.previous = head;
    if (head.next != null) {
      head.next.previous = ticket;
    }
    head.next = ticket;
    volume += bytes;
  }

  private synchronized boolean unlink(Ticket ticket) {
    if (ticket.previous == null) {
      return false;
    }
    ticket.previous.next = ticket.next;
    if (ticket.next != null) {
      ticket.next.previous = ticket.previous;
    }
    ticket.previous = null;
    ticket.next = null;
    if (ticket.buffer != null) {
      volume -= ticket.buffer.bytes();
    }
    return true;
  }

  private synchronized boolean isCollectionDue(long bytes) {
    long waiting = volume + bytes - survivors;
    return waiting > SOFT_LIMIT * HARD_FACTOR
        || (waiting > SOFT_LIMIT && System.nanoTime() - lastEnd > COST_FACTOR * lastDuration);
  }

  /** What survived the last collection is in use: it is not waiting to be returned. */
  private long survivors;

  /** Whether another collection may find more. */
  private boolean collect() {
    collectGarbage();
    // Only now, when what nobody can reach is known, so that it need not be written. What is
    // written lets go of the memory it was computed from, for the next collection.
    return Waiting.writeAll();
  }

  private void collectGarbage() {
    long start = System.nanoTime();
    System.gc();
    awaitReferences();
    Waiting.drain();
    synchronized (this) {
      lastEnd = System.nanoTime();
      lastDuration = lastEnd - start;
      survivors = volume;
    }
  }

  /** References are put into their queue a little after the collection that found them. */
  private static void awaitReferences() {
    try {
      Reference<?> found = QUEUE.remove(50);
      while (found != null) {
        ((Ticket) found).reclaim();
        found = QUEUE.remove(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
