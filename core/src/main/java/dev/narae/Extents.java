package dev.narae;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Numbers that are given for each spatial dimension of an operator, or once for all. */
final class Extents {
  private static final List<String> PLACES =
      List.of("(N, C, L)", "(N, C, H, W)", "(N, C, D, H, W)");

  private Extents() {}

  /** One number for each dimension, checked. */
  static int[] of(String op, String what, List<Integer> given, int dims, int least) {
    boolean fits = given.size() == 1 || given.size() == dims;
    for (int number : given) {
      fits &= number >= least;
    }
    if (!fits) {
      throw new ShapeException(
          "%s: %s %s must be one number%s, each at least %d"
              .formatted(op, what, given, dims == 1 ? "" : " or " + dims, least));
    }
    int[] numbers = new int[dims];
    for (int i = 0; i < dims; i++) {
      numbers[i] = given.size() == 1 ? given.getFirst() : given.get(i);
    }
    return numbers;
  }

  /** A batch of inputs (N, C, …): the input itself, or one sample as a batch of one. */
  static Tensor batched(String op, Tensor x, int dims) {
    x.requireFloating(op);
    if (x.rank() != dims + 2 && x.rank() != dims + 1) {
      throw new ShapeException(
          "%s: the input has shape %s; it must be %s or without N: reshape it"
              .formatted(op, x.shape(), PLACES.get(dims - 1)));
    }
    return x.rank() == dims + 1 ? x.unsqueeze(0) : x;
  }

  /** The result for the input as it was given: a batch, or a single sample. */
  static Tensor unbatched(Tensor result, Tensor x, int dims) {
    return x.rank() == dims + 1 ? result.squeeze(0) : result;
  }

  /** The spatial extents of (N, C, …). */
  static long[] spatial(Tensor x) {
    return Arrays.copyOfRange(x.shape().dims(), 2, x.rank());
  }

  /** Extents as in {@code 3×3}. */
  static String times(long... extents) {
    return Arrays.stream(extents).mapToObj(Long::toString).collect(Collectors.joining("×"));
  }

  /** As {@link #times(long...)}. */
  static String times(int... extents) {
    return times(Arrays.stream(extents).asLongStream().toArray());
  }
}
