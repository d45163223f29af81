package dev.narae.data;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Which samples make up the batches of an epoch. */
sealed interface BatchPlan permits MapPlan, StreamPlan {
  /** The number of batches in an epoch, if it is known. */
  OptionalLong batches();

  /** The number of samples in an epoch, if it is known. */
  OptionalLong samples();

  /** The same without a smaller last batch. */
  BatchPlan droppingLast();

  /** Begins the work of an epoch at one of its batches. */
  Work begin(LoaderState state);

  /** The work of an epoch, batch after batch. */
  interface Work {
    /** How to fetch the next batch; null if it is known that there is none. Called in order. */
    @Nullable Fetch next();

    /** The batches under way are not needed any more: no further samples should be fetched. */
    default void stop() {}

    /** Releases what the work holds open, once no fetch is running. */
    default void close() {}
  }

  /** The work of fetching one batch, on any thread. */
  @FunctionalInterface
  interface Fetch {
    /** The batch, or null if no sample is left for it: the end, unless the number is known. */
    @Nullable Batch get();
  }
}
