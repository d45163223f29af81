package dev.narae;

/** Shapes or dimensions that do not fit the operation. */
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message that names the operation, what is wrong and what to do. */
  public ShapeException(String message) {
    super(message);
  }
}
