package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.Buffer;
import java.util.ArrayList;
import java.util.List;

/** The waiting results that are computed from one piece of memory. */
final class Readers {
  private final Backend backend;
  private final Buffer buffer;
  private final List<Waiting.Mark> marks = new ArrayList<>(2);

  /** Whether the memory is to be returned as soon as nothing waits for it. */
  private boolean unowned;

  Readers(Backend backend, Buffer buffer) {
    this.backend = backend;
    this.buffer = buffer;
  }

  synchronized void add(Waiting.Mark mark) {
    marks.add(mark);
  }

  void remove(Waiting.Mark mark) {
    boolean last;
    synchronized (this) {
      last = marks.remove(mark) && marks.isEmpty() && unowned;
    }
    if (last) {
      backend.free(buffer);
    }
  }

  /** Writes all results that still wait: the memory is about to change, or to be returned. */
  void write() {
    for (Waiting.Mark mark : waiting()) {
      mark.write();
    }
  }

  private synchronized List<Waiting.Mark> waiting() {
    return List.copyOf(marks);
  }

  /** Returns the memory: now, or when the last waiting result was written. */
  void free() {
    synchronized (this) {
      if (!marks.isEmpty()) {
        unowned = true;
        return;
      }
    }
    backend.free(buffer);
  }

  /** The readers of some pieces of memory. */
  static List<Readers> of(List<Storage> inputs) {
    return inputs.stream().map(Storage::readers).distinct().toList();
  }
}
