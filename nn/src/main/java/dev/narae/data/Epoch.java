package dev.narae.data;

import dev.narae.Scope;
import java.util.function.Consumer;

/** One walk over a data set in batches. */
public final class Epoch implements Iterable<Batch> {
  private final BatchPlan plan;
  private final LoaderOptions options;
  private final LoaderState start;

  Epoch(BatchPlan plan, LoaderOptions options, LoaderState start) {
    this.plan = plan;
    this.options = options;
    this.start = start;
  }

  /**
   * The batches. Each belongs to the scope in which it is asked for, if there is one. A loop that
   * may be left early closes the iterator if the loader has workers.
   */
  @Override
  public BatchIterator iterator() {
    return new BatchIterator(plan, options, start);
  }

  /**
   * Calls {@code body} with each batch, in a {@link Scope} of its own: the batch, and all that the
   * body computes and does not keep, is free before the next one. Gradients and what an optimizer
   * keeps live on with their parameters.
   */
  public void forEachScoped(Consumer<Batch> body) {
    try (BatchIterator batches = iterator()) {
      while (batches.hasNext()) {
        try (Scope _ = Scope.open("a batch")) {
          body.accept(batches.next());
        }
      }
    }
  }
}
