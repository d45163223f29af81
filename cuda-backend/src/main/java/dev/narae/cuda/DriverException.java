package dev.narae.cuda;

/** The driver's library is there but cannot be used; the message says why. */
final class DriverException extends Exception {
  private static final long serialVersionUID = 1L;

  DriverException(String message) {
    super(message);
  }

  DriverException(String message, Throwable cause) {
    super(message, cause);
  }
}
