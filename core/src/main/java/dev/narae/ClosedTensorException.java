package dev.narae;

/** A tensor used after its memory was released. */
public final class ClosedTensorException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message that names the operation, what is wrong and what to do. */
  public ClosedTensorException(String message) {
    super(message);
  }
}
