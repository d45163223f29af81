package dev.narae.spi;

/** Which runtime scalars of a {@link CallSequence} differ each time. */
public interface ChangingNumbers {
  /** How many numbers there are. */
  int count();

  /**
   * Where the sequence finds a scalar.
   *
   * @param scalars the very array of a call
   * @return its place among the numbers; -1 if it is always the same
   */
  int place(long[] scalars, int index);
}
