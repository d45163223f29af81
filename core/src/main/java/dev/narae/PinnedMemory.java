package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The memory of a recorded computation: what is returned while it is recorded serves its later
 * calls, and nobody else before all is returned together.
 */
final class PinnedMemory implements AutoCloseable {
  private final Backend backend;
  private final List<Buffer> all = new ArrayList<>();
  private final Set<Buffer> own = new HashSet<>();
  private final List<Buffer> free = new ArrayList<>();
  private boolean open = true;

  PinnedMemory(Backend backend) {
    this.backend = backend;
  }

  Backend backend() {
    return backend;
  }

  synchronized Buffer allocate(long bytes) {
    // The latest first: a round of equal calls gets equal memory.
    for (Iterator<Buffer> left = free.reversed().iterator(); left.hasNext(); ) {
      Buffer buffer = left.next();
      if (buffer.bytes() >= bytes && buffer.bytes() <= 2 * Math.max(bytes, 64)) {
        left.remove();
        return buffer;
      }
    }
    Buffer buffer = backend.allocate(bytes);
    all.add(buffer);
    own.add(buffer);
    return buffer;
  }

  /** Lets later calls of the recording use a piece. */
  synchronized void free(Buffer buffer) {
    if (open) {
      free.add(buffer);
    }
  }

  /** Whether a buffer is a piece of this. */
  synchronized boolean owns(Buffer buffer) {
    return own.contains(buffer);
  }

  /** A piece's number; -1 for other memory. */
  synchronized int number(Buffer buffer) {
    return owns(buffer) ? all.indexOf(buffer) : -1;
  }

  synchronized long bytes() {
    return all.stream().mapToLong(Buffer::bytes).sum();
  }

  /** Returns all pieces to the backend. */
  @Override
  public synchronized void close() {
    open = false;
    all.forEach(backend::free);
    all.clear();
    own.clear();
    free.clear();
  }
}
