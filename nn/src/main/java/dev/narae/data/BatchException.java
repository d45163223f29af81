package dev.narae.data;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Samples could be fetched, but made no batch. */
final class BatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 8;

  BatchException(long[] indices, RuntimeException cause) {
    super("samples %s: %s".formatted(list(indices), cause), cause);
  }

  private static String list(long[] indices) {
    String first =
        Arrays.stream(indices)
            .limit(SHOWN)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", "));
    return indices.length > SHOWN ? first + ", …" : first;
  }
}
