package dev.narae.data;

import java.io.IOException;

/** An IDX file is damaged or is not one; the message names the file, the fault and the fix. */
public final class IdxFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  IdxFormatException(String message) {
    super(message);
  }

  IdxFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
