package dev.narae.data;

import dev.narae.Device;
import dev.narae.Tensor;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Walks over a data set in batches, in order or shuffled, on this thread or ahead of it on others.
 *
 * <pre>{@code
 * DataLoader loader = new DataLoader(data, 32).shuffled(seed).workers(4);
 * for (int epoch = 0; epoch < 5; epoch++) {
 *   for (Batch batch : loader.epoch(epoch)) { … }
 * }
 * }</pre>
 *
 * <p>Batches and their order depend on the seed and the number of the epoch only, whatever the
 * number of workers: a run that is resumed, even in the middle of an epoch, sees what it would have
 * seen. Iterating over the loader itself takes epoch 0, then epoch 1, and so on.
 *
 * <p>A loader is not changed once it is made: each method returns another one.
 */
public final class DataLoader implements Iterable<Batch> {
  private final BatchPlan plan;
  private final LoaderOptions options;
  private final AtomicInteger nextEpoch = new AtomicInteger();

  /**
   * Batches in the data set's order, a smaller one last if the division leaves a rest.
   *
   * @throws IllegalArgumentException if the batch size is not positive, or the data set is empty or
   *     has more than 2^31 - 9 samples
   */
  public DataLoader(Dataset dataset, int batchSize) {
    this(MapPlan.of(dataset, batchSize), LoaderOptions.DEFAULT);
  }

  /** Batches of stacked samples in the order in which they come. */
  public DataLoader(IterableDataset dataset, int batchSize) {
    this(dataset, batchSize, Collate.stacking());
  }

  /**
   * Batches of samples in the order in which they come.
   *
   * @param collate makes a batch of samples
   * @throws IllegalArgumentException if the batch size is not positive
   */
  public DataLoader(IterableDataset dataset, int batchSize, Collate collate) {
    this(StreamPlan.of(dataset, batchSize, collate), LoaderOptions.DEFAULT);
  }

  private DataLoader(BatchPlan plan, LoaderOptions options) {
    this.plan = plan;
    this.options = options;
  }

  // --- Order ----------------------------------------------------------------------------------

  /**
   * The same with another random order in each epoch; the seed also becomes that of {@link
   * #transformed(Transform)}.
   *
   * @throws IllegalStateException for an {@link IterableDataset}, which is shuffled by {@link
   *     IterableDataset#shuffled}
   */
  public DataLoader shuffled(long seed) {
    Sampler sampler = Sampler.random(map("shuffled").dataset().size(), seed);
    return new DataLoader(map("shuffled").with(sampler), options.withSeed(seed));
  }

  /**
   * The same with the samples that a sampler chooses.
   *
   * @throws IllegalArgumentException if it chooses none
   * @throws IllegalStateException for an {@link IterableDataset}
   */
  public DataLoader sampled(Sampler sampler) {
    return new DataLoader(map("sampled").with(sampler), options);
  }

  private MapPlan map(String method) {
    if (plan instanceof MapPlan map) {
      return map;
    }
    throw new IllegalStateException(
        ("DataLoader.%s: the samples of an IterableDataset cannot be chosen by position; use"
                + " IterableDataset.shuffled, or shard")
            .formatted(method));
  }

  /**
   * The same without a smaller last batch.
   *
   * @throws IllegalArgumentException if there would be no batch at all
   */
  public DataLoader droppingLast() {
    return new DataLoader(plan.droppingLast(), options);
  }

  // --- What is done with batches -----------------------------------------------------------------

  /** The same with the inputs of each batch changed; see {@link Transforms}. */
  public DataLoader transformed(UnaryOperator<Tensor> transform) {
    return transformed((batch, _) -> batch.mapInput(transform));
  }

  /**
   * The same with each batch changed, after all changes asked for before. The random numbers that a
   * transform gets depend on the seed, the epoch and the number of the batch only.
   */
  public DataLoader transformed(Transform transform) {
    return new DataLoader(plan, options.with(transform));
  }

  /** The same with another seed for {@link #transformed(Transform)}; it is 0 at first. */
  public DataLoader seed(long seed) {
    return new DataLoader(plan, options.withSeed(seed));
  }

  /**
   * The same with each batch copied to a device in the end, by the thread that prepares it. Where
   * the device offers pinned host memory, copies go through it.
   */
  public DataLoader to(Device device) {
    return new DataLoader(plan, options.to(device));
  }

  /**
   * The same, but a sample that cannot be fetched is left out, and its batch is smaller, instead of
   * ending the walk.
   *
   * @param report is told of each; by the thread that prepares the batch
   * @throws IllegalStateException for an {@link IterableDataset}: it has to skip by itself
   */
  public DataLoader skippingFailures(Consumer<SampleException> report) {
    return new DataLoader(map("skippingFailures").skipping(report), options);
  }

  // --- Threads --------------------------------------------------------------------------------

  /**
   * The same with batches prepared ahead by platform threads: what computes, such as decoding
   * images.
   *
   * @param workers how many threads; 0 prepares each batch when it is asked for
   */
  public DataLoader workers(int workers) {
    return workers(workers, Thread.ofPlatform().daemon().name("narae-loader-", 1).factory());
  }

  /** The same with batches prepared ahead by virtual threads: what waits, such as for a network. */
  public DataLoader virtualWorkers(int workers) {
    return workers(workers, Thread.ofVirtual().name("narae-loader-", 1).factory());
  }

  private DataLoader workers(int workers, ThreadFactory threads) {
    return new DataLoader(plan, options.workers(workers, threads));
  }

  /**
   * The same with another limit of how many batches are prepared or being prepared ahead; it is
   * twice the number of workers at first.
   *
   * @param batches at least 1
   */
  public DataLoader prefetch(int batches) {
    return new DataLoader(plan, options.prefetch(batches));
  }

  // --- Walks ----------------------------------------------------------------------------------

  /**
   * The number of batches in an epoch.
   *
   * @throws IllegalStateException for an {@link IterableDataset}; see {@link #knownBatches}
   */
  public long batches() {
    return knownBatches().orElseThrow(() -> unknown("batches"));
  }

  /** The number of batches in an epoch; empty for an {@link IterableDataset}. */
  public OptionalLong knownBatches() {
    return plan.batches();
  }

  /**
   * The number of samples in an epoch.
   *
   * @throws IllegalStateException for an {@link IterableDataset}
   */
  public long samples() {
    return plan.samples().orElseThrow(() -> unknown("samples"));
  }

  private static IllegalStateException unknown(String what) {
    return new IllegalStateException(
        "DataLoader.%s: it is not known before the samples of an IterableDataset were read"
            .formatted(what));
  }

  /**
   * The batches of one epoch; iterating again repeats them.
   *
   * @param epoch counted from 0
   */
  public Epoch epoch(int epoch) {
    return epoch(new LoaderState(epoch, 0));
  }

  /** The batches that are left of an epoch, from a state that {@link BatchIterator#state} gave. */
  public Epoch epoch(LoaderState state) {
    return new Epoch(plan, options, state);
  }

  /** The batches of the next epoch. */
  @Override
  public Iterator<Batch> iterator() {
    return epoch(nextEpoch.getAndIncrement()).iterator();
  }
}
