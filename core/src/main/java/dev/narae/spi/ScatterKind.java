package dev.narae.spi;

/** How a scattered element joins the one that is there. */
public enum ScatterKind {
  /** It takes its place; the last one stays. */
  SET,
  /** The sum; of truth values: whether one is true. */
  SUM,
  /** The product. */
  PROD,
  /** The larger; NaN if one is NaN. */
  MAX,
  /** The smaller; NaN if one is NaN. */
  MIN
}
