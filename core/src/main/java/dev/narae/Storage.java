package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The memory behind one or more tensors: owned by a scope, or by nobody and then returned once it
 * is unreachable.
 */
final class Storage {
  private final Backend backend;
  private final Buffer buffer;

  /** Counts in-place changes, so that backward can refuse a saved tensor that was modified. */
  private int version;

  /** Whether somebody else owns the memory, and may change it unseen. */
  private boolean adopted;

  /** How many pending gradients of a running backward pass lie in this memory. */
  int pending;

  private @Nullable Scope owner;
  private Reclaimer.@Nullable Ticket ticket;
  private @Nullable String closedBy;

  /** How the elements are computed, until something reads them. */
  private volatile @Nullable Waiting waiting;

  /** The waiting results that are computed from this memory; null if there never was one. */
  private volatile @Nullable Readers readers;

  /** Whether no scope may take it. */
  private boolean stays;

  /** The recording whose memory this is part of; null for the backend's own. */
  private @Nullable PinnedMemory pinned;

  private Storage(Backend backend, Buffer buffer) {
    this.backend = backend;
    this.buffer = buffer;
  }

  /** New memory in the current thread's scope. */
  static Storage allocate(Backend backend, long bytes) {
    Reclaimer.beforeAllocation(bytes);
    Storage storage;
    if (backend instanceof Recorder recorder) {
      PinnedMemory memory = recorder.pinned();
      storage = new Storage(memory.backend(), buffer(backend, bytes));
      storage.pinned = memory;
    } else {
      storage = new Storage(backend, buffer(backend, bytes));
    }
    storage.moveTo(Context.current().scope);
    return storage;
  }

  /** Memory that somebody else owns, in the current thread's scope. */
  static Storage over(Backend backend, Buffer buffer) {
    Storage storage = new Storage(backend, buffer);
    storage.adopted = true;
    storage.moveTo(Context.current().scope);
    return storage;
  }

  /**
   * Memory may be held by unreachable tensors only, and by results that wait to be written, which
   * an allocator cannot ask for: before giving up, both are.
   */
  private static Buffer buffer(Backend backend, long bytes) {
    try {
      return backend.allocate(bytes);
    } catch (OutOfDeviceMemoryException e) {
      Reclaimer.collectNow();
      return backend.allocate(bytes);
    }
  }

  Backend backend() {
    return backend;
  }

  Buffer buffer() {
    return buffer;
  }

  int version() {
    return version;
  }

  void modified() {
    version++;
  }

  boolean isAdopted() {
    return adopted;
  }

  /** How the elements are computed, if something may still take that in. */
  @Nullable Waiting waiting() {
    return waiting;
  }

  /** Whether the elements are not written yet. */
  boolean isWaiting() {
    Waiting now = waiting;
    return now != null && !now.isTrace();
  }

  void waitAs(Waiting how) {
    waiting = how;
  }

  /** Writes the elements if they wait: something is about to read them. */
  void write() {
    Waiting now = waiting;
    if (now != null) {
      now.write();
      waiting = null;
    }
  }

  /** The same for an elementwise operator: how the elements are computed is not forgotten. */
  void finish() {
    if (isWaiting()) {
      write();
    }
  }

  /** Says that a gradient or somebody else will read the elements. */
  void want() {
    Waiting now = waiting;
    if (now != null) {
      now.want();
    }
  }

  /** Writes what waits and is here or is computed from here: the elements are about to change. */
  void beforeChange() {
    write();
    writeReaders();
  }

  private void writeReaders() {
    Readers present = readers;
    if (present != null) {
      present.write();
    }
  }

  /** Says that nobody will read elements that wait. */
  void forgo() {
    Waiting now = waiting;
    if (now != null) {
      now.cancel();
      waiting = null;
    }
  }

  /** The waiting results that are computed from this memory. */
  synchronized Readers readers() {
    Readers present = readers;
    if (present == null) {
      present = new Readers(backend, buffer);
      readers = present;
    }
    return present;
  }

  @Nullable Scope owner() {
    return owner;
  }

  /** Takes the memory from its scope for good: whoever asks for this closes it. */
  void stay() {
    moveTo(null);
    stays = true;
  }

  /** Hands the memory to another scope, or to nobody. */
  void moveTo(@Nullable Scope scope) {
    boolean placed = scope != null || ticket != null;
    if (closedBy != null || stays || (scope == owner && placed)) {
      return;
    }
    if (ticket != null) {
      ticket.cancel();
      ticket = null;
    }
    owner = scope;
    if (scope == null && pinned != null) {
      return; // the recording returns it
    }
    if (scope == null) {
      ticket = Reclaimer.watch(this);
    } else {
      scope.add(this);
    }
  }

  /** Returns the memory to the backend; what uses it afterwards is told {@code by} whom. */
  void close(String by) {
    if (closedBy == null) {
      forgo();
      writeReaders();
      closeSoon(by);
    }
  }

  /** The same, but waiting results that are computed from the memory keep it until then. */
  void closeSoon(String by) {
    if (closedBy != null) {
      return;
    }
    forgo();
    UpdateBatch batch = Context.current().batch;
    if (batch != null) {
      // Changes that wait may read or write this memory, which others get now.
      batch.flush();
    }
    closedBy = by;
    if (ticket != null) {
      ticket.cancel();
    }
    Readers present = readers;
    PinnedMemory recorded = pinned;
    if (recorded != null) {
      recorded.free(buffer);
    } else if (present == null) {
      backend.free(buffer);
    } else {
      present.free();
    }
  }

  void checkOpen(String op) {
    if (closedBy != null) {
      throw new ClosedTensorException(
          ("%s: a tensor was used after its memory was released by %s; keep it with Scope.keep, or"
                  + " return it from the scope")
              .formatted(op, closedBy));
    }
  }

  boolean isClosed() {
    return closedBy != null;
  }
}
