package dev.narae.spi;

/** Calls of a backend that are handed over as one, again and again. */
public interface CallSequence extends AutoCloseable {
  /**
   * Makes the calls.
   *
   * @param numbers the runtime scalars that differ each time
   */
  void run(long[] numbers);

  /** Releases what the backend holds; calls that are under way still end. */
  @Override
  void close();
}
