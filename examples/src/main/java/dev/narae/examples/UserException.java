package dev.narae.examples;

/**
 * Something the user can put right: a bad option, a damaged file, training that diverges. The
 * command line shows the message on one line, without a stack trace, and ends with exit code 2.
 */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what was wrong, what was found and how to put it right. */
  public UserException(String message) {
    super(message);
  }

  /** As the other constructor, with the exception that {@code --debug} shows. */
  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
