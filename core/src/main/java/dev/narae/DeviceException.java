package dev.narae;

/** A device that cannot be used, or operands on different devices. */
public final class DeviceException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message that names the operation, what is wrong and what to do. */
  public DeviceException(String message) {
    super(message);
  }
}
