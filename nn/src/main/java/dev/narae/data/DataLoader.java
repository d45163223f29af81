package dev.narae.data;

import java.util.Iterator;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/**
 * Walks over a data set in batches, in order or shuffled.
 *
 * <pre>{@code
 * DataLoader loader = new DataLoader(data, 32).shuffled(seed);
 * for (int epoch = 0; epoch < 5; epoch++) {
 *   for (Batch batch : loader.epoch(epoch)) { … }
 * }
 * }</pre>
 *
 * <p>The order depends on the seed and the number of the epoch only, so that a run that is resumed
 * at an epoch sees what it would have seen. Iterating over the loader itself takes epoch 0, then
 * epoch 1, and so on.
 */
public final class DataLoader implements Iterable<Batch> {
  private final Dataset dataset;
  private final int batchSize;
  private final OptionalLong seed;
  private final boolean partial;
  private final AtomicInteger nextEpoch = new AtomicInteger();

  /**
   * Batches in the data set's order, a smaller one last if the division leaves a rest.
   *
   * @throws IllegalArgumentException if the batch size is not positive, or the data set is empty or
   *     has more than 2^31 - 9 samples
   */
  public DataLoader(Dataset dataset, int batchSize) {
    this(dataset, batchSize, OptionalLong.empty(), true);
  }

  private DataLoader(Dataset dataset, int batchSize, OptionalLong seed, boolean partial) {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "DataLoader: the batch size is %d; it must be at least 1".formatted(batchSize));
    }
    if (dataset.size() < 1 || dataset.size() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "DataLoader: the data set has %d samples; it must have 1 to 2^31 - 9"
              .formatted(dataset.size()));
    }
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.seed = seed;
    this.partial = partial;
  }

  /** The same with another random order in each epoch. */
  public DataLoader shuffled(long seed) {
    return new DataLoader(dataset, batchSize, OptionalLong.of(seed), partial);
  }

  /**
   * The same without a smaller last batch.
   *
   * @throws IllegalArgumentException if there would be no batch at all
   */
  public DataLoader droppingLast() {
    if (dataset.size() < batchSize) {
      throw new IllegalArgumentException(
          "DataLoader: %d samples do not fill one batch of %d; make the batches smaller"
              .formatted(dataset.size(), batchSize));
    }
    return new DataLoader(dataset, batchSize, seed, false);
  }

  /** The number of batches in an epoch. */
  public long batches() {
    return samples() / batchSize + (samples() % batchSize == 0 ? 0 : 1);
  }

  /** The number of samples in an epoch. */
  public long samples() {
    return partial ? dataset.size() : dataset.size() / batchSize * batchSize;
  }

  /**
   * The batches of one epoch; iterating again repeats them.
   *
   * @param epoch counted from 0
   */
  public Epoch epoch(int epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException(
          "DataLoader: epoch %d; epochs are counted from 0".formatted(epoch));
    }
    long[] order = LongStream.range(0, dataset.size()).toArray();
    seed.ifPresent(number -> Shuffle.shuffle(order, number, epoch));
    return new Epoch(dataset, order, batchSize, samples());
  }

  /** The batches of the next epoch. */
  @Override
  public Iterator<Batch> iterator() {
    return epoch(nextEpoch.getAndIncrement()).iterator();
  }
}
