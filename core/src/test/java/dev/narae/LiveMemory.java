package dev.narae;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;

/** What tests measure of the memory that tensors hold. */
public final class LiveMemory {

  /** What is collected may hold on to more, which the next collection finds. */
  private static final int ROUNDS = 3;

  private LiveMemory() {}

  /** Bytes in use on the default device once what nobody refers to has been returned. */
  public static long settled() {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      // The JVM queues the references of a collection in any order, but those of an earlier first.
      awaitCollection();
      awaitCollection();
      Tensor drain = Tensor.zeros(1); // making a tensor returns what was queued
      least = Math.min(least, Backends.open(drain.device()).memory().live());
    }
    return least;
  }

  private static void awaitCollection() {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    PhantomReference<Object> unreachable = new PhantomReference<>(new Object(), queue);
    System.gc();
    try {
      queue.remove();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    Reference.reachabilityFence(unreachable);
  }
}
