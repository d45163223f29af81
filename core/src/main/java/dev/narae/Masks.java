package dev.narae;

import java.util.stream.IntStream;

/** From truth values to positions. */
final class Masks {
  private Masks() {}

  /** Where a mask is true, counted in row-major order. */
  static Tensor positions(Tensor mask) {
    long[] truths = mask.toLongArray();
    long[] where =
        IntStream.range(0, truths.length).filter(i -> truths[i] != 0).asLongStream().toArray();
    return Positions.on(mask.device(), where);
  }
}
