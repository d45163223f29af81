package dev.narae.cpu.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Numbered places for threads to work in, of which each thread gets the same again where it can:
 * what it wrote there is still in its core's cache, and what another thread wrote would have to be
 * fetched from that one's, line by line.
 */
final class Places {
  /**
   * The marks of different places lie so far apart, in elements: each in a cache line of its own.
   */
  private static final int APART = 32;

  private final int count;
  private final AtomicIntegerArray taken;
  private final AtomicInteger threads = new AtomicInteger();
  private final ThreadLocal<Integer> home;
  private final Object released = new Object();
  private volatile int waiting;

  /** Places from 0 to {@code count - 1}. */
  Places(int count) {
    this.count = count;
    this.taken = new AtomicIntegerArray((count + 1) * APART);
    this.home = ThreadLocal.withInitial(() -> Math.floorMod(threads.getAndIncrement(), this.count));
  }

  /** Takes a place, to be given back by {@link #release}; waits where all are taken. */
  int acquire() {
    int place = find();
    return place >= 0 ? place : await();
  }

  /** Gives a place back. */
  void release(int place) {
    taken.set(mark(place), 0);
    if (waiting > 0) {
      synchronized (released) {
        released.notify();
      }
    }
  }

  /** Takes a free place, this thread's own before others; -1 if there is none. */
  private int find() {
    int first = home.get();
    for (int i = 0; i < count; i++) {
      int place = (first + i) % count;
      if (taken.get(mark(place)) == 0 && taken.compareAndSet(mark(place), 0, 1)) {
        return place;
      }
    }
    return -1;
  }

  private int await() {
    boolean interrupted = false;
    synchronized (released) {
      waiting++;
      try {
        while (true) {
          // After the count has changed, so that a release either is seen here or notifies.
          int place = find();
          if (place >= 0) {
            return place;
          }
          try {
            released.wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      } finally {
        waiting--;
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static int mark(int place) {
    // Beyond the array's length, which everybody reads.
    return (place + 1) * APART - 1;
  }
}
