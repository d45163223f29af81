package dev.narae.data;

/** A sample of a data set could not be fetched; the cause says why. */
public final class SampleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The place of the sample in its data set. */
  private final long index;

  /** Names the sample and what went wrong. */
  public SampleException(long index, Throwable cause) {
    super("sample %d: %s".formatted(index, cause), cause);
    this.index = index;
  }

  /** The position of the sample in its data set, counted from 0. */
  public long index() {
    return index;
  }
}
