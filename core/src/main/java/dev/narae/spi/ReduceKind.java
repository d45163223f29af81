package dev.narae.spi;

/** How a reduction joins elements. */
public enum ReduceKind {
  /** The sum; 0 of nothing. Floating sums are at least as accurate as pairwise summation. */
  SUM,
  /** The product; 1 of nothing. */
  PROD,
  /** The largest; NaN if one is NaN. Never asked of nothing. */
  MAX,
  /** The smallest; NaN if one is NaN. Never asked of nothing. */
  MIN
}
