package dev.narae.cpu.conv;

/** What loops over taps of all dtypes have in common. */
public interface TapLoops {
  /** Taps that a loop sums at a time; the runs of missing ones hold zeros. */
  int AT_A_TIME = 9;

  /** Sums of products are kept in so many parts, element by element in turn. */
  int LANES = 16;
}
