package dev.narae.data;

import dev.narae.Scope;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/** One walk over a data set in batches. */
public final class Epoch implements Iterable<Batch> {
  private final Dataset dataset;
  private final long[] order;
  private final int batchSize;
  private final int samples;

  /** The first {@code samples} positions of {@code order}, in batches. */
  Epoch(Dataset dataset, long[] order, int batchSize, long samples) {
    this.dataset = dataset;
    this.order = order;
    this.batchSize = batchSize;
    this.samples = Math.toIntExact(samples);
  }

  /** The batches, each fetched when it is asked for; their memory is the caller's affair. */
  @Override
  public Iterator<Batch> iterator() {
    return new Batches();
  }

  /**
   * Calls {@code body} with each batch, in a {@link Scope} of its own: the batch, and all that the
   * body computes and does not keep, is free before the next one. Gradients and what an optimizer
   * keeps live on with their parameters.
   */
  public void forEachScoped(Consumer<Batch> body) {
    Iterator<Batch> batches = iterator();
    while (batches.hasNext()) {
      try (Scope _ = Scope.open("a batch")) {
        body.accept(batches.next());
      }
    }
  }

  private final class Batches implements Iterator<Batch> {
    private int position;

    @Override
    public boolean hasNext() {
      return position < samples;
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the epoch has no further batch");
      }
      int start = position;
      position = (int) Math.min((long) start + batchSize, samples);
      return dataset.get(Arrays.copyOfRange(order, start, position));
    }
  }
}
