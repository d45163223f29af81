package dev.narae;

import java.util.List;

/** A hook that was registered; removing it, or closing this, ends its calls. */
public final class Hook implements AutoCloseable {
  private final Runnable removal;

  private Hook(Runnable removal) {
    this.removal = removal;
  }

  /** Adds an entry to a list, and takes exactly this one away again. */
  static <T> Hook in(List<Entry<T>> list, T action) {
    Entry<T> entry = new Entry<>(action);
    list.add(entry);
    return new Hook(() -> list.removeIf(other -> other == entry));
  }

  /** One registration: the same action may be registered twice. */
  static final class Entry<T> {
    final T action;

    private Entry(T action) {
      this.action = action;
    }
  }

  /** Ends the calls; doing it twice is harmless. */
  public void remove() {
    removal.run();
  }

  /** {@link #remove}, for try. */
  @Override
  public void close() {
    remove();
  }
}
