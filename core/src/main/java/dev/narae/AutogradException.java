package dev.narae;

/** A gradient that was asked for cannot be computed. */
public final class AutogradException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message that names the operation, what is wrong and what to do. */
  public AutogradException(String message) {
    super(message);
  }
}
