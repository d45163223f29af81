package dev.narae;

/** A dtype that the operation does not accept. */
public final class DTypeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message that names the operation, what is wrong and what to do. */
  public DTypeException(String message) {
    super(message);
  }
}
