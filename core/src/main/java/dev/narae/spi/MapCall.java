package dev.narae.spi;

import java.util.List;

/**
 * One of several evaluations of a kernel.
 *
 * @param scalars its runtime scalars
 * @param inputs views of {@code out}'s shape
 * @param out what is written
 */
public record MapCall(List<Long> scalars, List<View> inputs, View out) {
  /** The scalars as {@link Backend#map} takes them. */
  public long[] numbers() {
    return scalars.stream().mapToLong(Long::longValue).toArray();
  }
}
