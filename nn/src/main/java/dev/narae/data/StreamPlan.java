package dev.narae.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/** Batches of samples that come one after the other. */
record StreamPlan(IterableDataset dataset, int batchSize, Collate collate, boolean partial)
    implements BatchPlan {
  StreamPlan {
    BatchSizes.check(batchSize);
  }

  static StreamPlan of(IterableDataset dataset, int batchSize, Collate collate) {
    return new StreamPlan(dataset, batchSize, collate, true);
  }

  @Override
  public OptionalLong batches() {
    return OptionalLong.empty();
  }

  @Override
  public OptionalLong samples() {
    return OptionalLong.empty();
  }

  @Override
  public BatchPlan droppingLast() {
    return new StreamPlan(dataset, batchSize, collate, false);
  }

  @Override
  public Work begin(LoaderState state) {
    return new Reading(dataset.samples(state.epoch()), state.batches() * batchSize);
  }

  /** Reads batch after batch: each waits for the one before, on whatever thread that is. */
  private final class Reading implements Work {
    private final Iterator<Sample> samples;
    private final long skipped;
    private CountDownLatch before = new CountDownLatch(0);
    private long read;

    Reading(Iterator<Sample> samples, long skipped) {
      this.samples = samples;
      this.skipped = skipped;
    }

    @Override
    public Fetch next() {
      CountDownLatch previous = before;
      CountDownLatch done = new CountDownLatch(1);
      before = done;
      return () -> {
        List<Sample> batch;
        long first;
        try {
          previous.await();
          batch = read();
          first = read - batch.size();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("the loader was closed", e);
        } finally {
          done.countDown();
        }
        return batch.isEmpty() || (batch.size() < batchSize && !partial)
            ? null
            : collated(batch, first);
      };
    }

    private List<Sample> read() {
      try {
        while (read < skipped && samples.hasNext()) {
          samples.next();
          read++;
        }
        List<Sample> batch = new ArrayList<>();
        while (batch.size() < batchSize && samples.hasNext()) {
          batch.add(samples.next());
          read++;
        }
        return batch;
      } catch (RuntimeException e) {
        throw new SampleException(read, e);
      }
    }

    private Batch collated(List<Sample> batch, long first) {
      try {
        return collate.collate(batch);
      } catch (RuntimeException e) {
        long[] indices = new long[batch.size()];
        for (int i = 0; i < indices.length; i++) {
          indices[i] = first + i;
        }
        throw new BatchException(indices, e);
      }
    }

    @Override
    public void close() {
      Closing.close(samples);
    }
  }
}
