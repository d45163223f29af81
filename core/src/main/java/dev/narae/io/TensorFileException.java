package dev.narae.io;

import java.io.IOException;

/** A tensor file whose content is damaged, hostile or of a kind that is not supported. */
public final class TensorFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * An exception whose message names the file, what is wrong with it and what to do.
   *
   * @param file the file, and the entry within it if it has several
   */
  public TensorFileException(String file, String problem) {
    super(file + ": " + problem);
  }
}
