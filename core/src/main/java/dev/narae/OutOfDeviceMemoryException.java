package dev.narae;

/** The device has no memory left; the message lists the largest live allocations. */
public final class OutOfDeviceMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message that names the operation, what is wrong and what to do. */
  public OutOfDeviceMemoryException(String message) {
    super(message);
  }
}
