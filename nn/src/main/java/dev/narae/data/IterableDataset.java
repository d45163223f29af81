package dev.narae.data;

import java.util.Iterator;

/**
 * Samples that come one after the other and cannot be asked for by position, such as the lines of a
 * large file. A loader reads them in order, one thread at a time, whatever the number of workers.
 */
@FunctionalInterface
public interface IterableDataset {
  /**
   * Begins to read. If the iterator is {@link AutoCloseable} it is closed at the end of the walk,
   * also when that ends early.
   *
   * @param epoch counted from 0; a data set may put its samples into another order in each
   */
  Iterator<Sample> samples(int epoch);

  /**
   * The samples in an order that is random within a window: each comes out of a buffer of {@code
   * window} samples at random, and the next one read takes its place.
   *
   * @param window at least 1; samples kept in memory
   * @param seed with the epoch, decides the order
   */
  default IterableDataset shuffled(int window, long seed) {
    return new WindowShuffle(this, window, seed);
  }

  /**
   * Every {@code world}-th sample, from number {@code rank} on: the share of one of several
   * processes.
   */
  default IterableDataset shard(int rank, int world) {
    return new Shard(this, rank, world);
  }
}
