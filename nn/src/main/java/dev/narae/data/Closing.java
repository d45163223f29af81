package dev.narae.data;

import java.util.Iterator;

/** Closes iterators that may or may not hold something open. */
final class Closing {
  private Closing() {}

  static void close(Iterator<?> iterator) {
    if (iterator instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("the data set could not be closed: " + e, e);
      }
    }
  }
}
