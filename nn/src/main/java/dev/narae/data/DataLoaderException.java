package dev.narae.data;

import java.util.OptionalLong;

/**
 * A batch could not be prepared. The walk has ended and its threads have stopped; the cause is what
 * the data set or a transform threw.
 */
public final class DataLoaderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The place of the sample in its data set; -1 if it is not about one sample. */
  private final long index;

  private DataLoaderException(String message, Throwable cause, long index) {
    super(message, cause);
    this.index = index;
  }

  static DataLoaderException of(LoaderState place, RuntimeException failure) {
    String batch = "batch %d of epoch %d".formatted(place.batches(), place.epoch());
    if (failure instanceof SampleException sample) {
      Throwable cause = sample.getCause() == null ? sample : sample.getCause();
      return new DataLoaderException(
          "DataLoader: sample %d failed, in %s: %s".formatted(sample.index(), batch, cause),
          cause,
          sample.index());
    }
    Throwable cause =
        failure instanceof BatchException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String detail = failure instanceof BatchException ? failure.getMessage() : failure.toString();
    return new DataLoaderException("DataLoader: %s failed: %s".formatted(batch, detail), cause, -1);
  }

  /** The waiting thread was interrupted. */
  static DataLoaderException interrupted(LoaderState place, InterruptedException cause) {
    return new DataLoaderException(
        "DataLoader: interrupted while waiting for batch %d of epoch %d"
            .formatted(place.batches(), place.epoch()),
        cause,
        -1);
  }

  /** The position of the sample that failed; empty if it was a batch as a whole. */
  public OptionalLong index() {
    return index < 0 ? OptionalLong.empty() : OptionalLong.of(index);
  }
}
