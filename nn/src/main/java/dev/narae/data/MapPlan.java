package dev.narae.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a data set whose samples are asked for by position.
 *
 * @param partial whether a smaller batch may come last
 * @param report is told of samples that are left out; null if they end the walk
 */
record MapPlan(
    Dataset dataset,
    Sampler sampler,
    int batchSize,
    boolean partial,
    @Nullable Consumer<SampleException> report)
    implements BatchPlan {

  MapPlan {
    BatchSizes.check(batchSize);
    checkSamples("the data set", dataset.size());
    checkSamples("the sampler", sampler.size());
    if (!partial && sampler.size() < batchSize) {
      throw new IllegalArgumentException(
          "DataLoader: %d samples do not fill one batch of %d; make the batches smaller"
              .formatted(sampler.size(), batchSize));
    }
  }

  private static void checkSamples(String what, long size) {
    if (size < 1 || size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "DataLoader: %s has %d samples; it must have 1 to 2^31 - 9".formatted(what, size));
    }
  }

  static MapPlan of(Dataset dataset, int batchSize) {
    return new MapPlan(dataset, Sampler.sequential(dataset.size()), batchSize, true, null);
  }

  MapPlan with(Sampler other) {
    return new MapPlan(dataset, other, batchSize, partial, report);
  }

  MapPlan skipping(Consumer<SampleException> told) {
    return new MapPlan(dataset, sampler, batchSize, partial, told);
  }

  @Override
  public BatchPlan droppingLast() {
    return new MapPlan(dataset, sampler, batchSize, false, report);
  }

  @Override
  public OptionalLong samples() {
    long all = sampler.size();
    return OptionalLong.of(partial ? all : all / batchSize * batchSize);
  }

  @Override
  public OptionalLong batches() {
    return OptionalLong.of((samples().getAsLong() + batchSize - 1) / batchSize);
  }

  @Override
  public Work begin(LoaderState state) {
    long[] order = sampler.order(state.epoch());
    long end = Math.min(samples().getAsLong(), order.length);
    return new Work() {
      private final AtomicBoolean stopped = new AtomicBoolean();
      private long position = Math.min(end, state.batches() * batchSize);

      @Override
      public @Nullable Fetch next() {
        if (position >= end) {
          return null;
        }
        int from = (int) position;
        position = Math.min(position + batchSize, end);
        long[] indices = Arrays.copyOfRange(order, from, (int) position);
        return () -> fetched(indices, stopped);
      }

      @Override
      public void stop() {
        stopped.set(true);
      }
    };
  }

  private @Nullable Batch fetched(long[] indices, AtomicBoolean stopped) {
    try {
      return dataset.get(indices);
    } catch (RuntimeException e) {
      List<SampleException> failures = failures(indices, stopped);
      if (report == null) {
        throw failures.isEmpty() ? new BatchException(indices, e) : failures.getFirst();
      }
      failures.forEach(report);
      long[] usable = without(indices, failures);
      if (failures.isEmpty()) {
        throw new BatchException(indices, e);
      }
      return usable.length == 0 ? null : dataset.get(usable);
    }
  }

  /** Asks for the samples one by one: those that fail alone. */
  private List<SampleException> failures(long[] indices, AtomicBoolean stopped) {
    List<SampleException> failures = new ArrayList<>();
    for (int i = 0; i < indices.length && !stopped.get(); i++) {
      long index = indices[i];
      try {
        dataset.get(new long[] {index});
      } catch (RuntimeException e) {
        Throwable cause = e instanceof SampleException inner ? inner.getCause() : e;
        failures.add(new SampleException(index, cause == null ? e : cause));
        if (report == null) {
          break;
        }
      }
    }
    return failures;
  }

  private static long[] without(long[] indices, List<SampleException> failures) {
    return Arrays.stream(indices)
        .filter(index -> failures.stream().noneMatch(failure -> failure.index() == index))
        .toArray();
  }
}
