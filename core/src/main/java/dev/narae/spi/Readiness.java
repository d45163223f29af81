package dev.narae.spi;

/** How soon a kernel runs as fast as it can. */
public enum Readiness {
  /** Now. */
  READY,
  /** Soon: it is being compiled. */
  PREPARING,
  /** Never: it has no fast form, and its operators are faster one by one. */
  NEVER
}
