package dev.narae.cpu;

import java.util.ArrayDeque;
import java.util.function.Supplier;

/** Scratch memory to borrow for a block of work, so that no call allocates its own. */
public final class GemmPool<T> {

  private final ArrayDeque<T> free = new ArrayDeque<>();
  private final Supplier<T> maker;

  /** A pool that makes a new item where none is free; it keeps as many as were in use at once. */
  public GemmPool(Supplier<T> maker) {
    this.maker = maker;
  }

  /** Takes an item, to be given back by {@link #release}. */
  public T acquire() {
    synchronized (free) {
      T item = free.pollLast();
      if (item != null) {
        return item;
      }
    }
    return maker.get();
  }

  /** Gives an item back. */
  public void release(T item) {
    synchronized (free) {
      free.addLast(item);
    }
  }
}
