package dev.narae.train;

/** Training has come to numbers that are none. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says where, and what to try. */
  public DivergedException(String message) {
    super(message);
  }
}
