package dev.narae;

import java.util.Arrays;
import java.util.List;

/** Medians and quantiles, looked up in sorted lines. */
final class Quantiles {
  private Quantiles() {}

  /** The lower median of each line; a NaN if there is one, the first. */
  static Located median(Tensor input, int axis) {
    requireElements("median", input, axis);
    Tensor chosen;
    try (var _ = Grad.noGrad()) {
      Tensor sorted = input.argsort(axis);
      long last = input.dim(axis) - 1;
      Tensor middle = sorted.narrow(axis, last / 2, 1).copy();
      chosen =
          input.dtype().isFloating()
              ? hasNaN(input, sorted, axis).where(input.argmax(axis, true), middle)
              : middle;
    }
    return Located.at(input, axis, chosen);
  }

  static Tensor quantile(Tensor input, double q, int axis) {
    return quantiles(input, axis, q).getFirst();
  }

  /** Several quantiles of each line, which is sorted once. */
  static List<Tensor> quantiles(Tensor input, int axis, double... numbers) {
    input.requireFloating("quantile");
    for (double q : numbers) {
      if (!(q >= 0 && q <= 1)) {
        throw new IllegalArgumentException("quantile: q is %s; it must lie in [0, 1]".formatted(q));
      }
    }
    requireElements("quantile", input, axis);
    Tensor wide = Halves.widened(input);
    Tensor sorted = wide.argsort(axis);
    return Arrays.stream(numbers)
        .mapToObj(q -> interpolated(wide, sorted, q, axis).to(input.dtype()))
        .toList();
  }

  private static Tensor interpolated(Tensor input, Tensor sorted, double q, int axis) {
    double place = q * (input.dim(axis) - 1);
    long below = (long) Math.floor(place);
    long above = (long) Math.ceil(place);
    Tensor low = Located.at(input, axis, sorted.narrow(axis, below, 1)).values();
    Tensor high = Located.at(input, axis, sorted.narrow(axis, above, 1)).values();
    Tensor result = above == below ? low : low.add(high.sub(low).mul(place - below));
    Tensor nan = Tensor.full(Shape.scalar(), Double.NaN, input.dtype(), input.device());
    return hasNaN(input, sorted, axis).where(nan, result);
  }

  /** NaN are sorted to the end. */
  private static Tensor hasNaN(Tensor input, Tensor sorted, int axis) {
    Tensor last = sorted.narrow(axis, input.dim(axis) - 1, 1);
    return Located.at(input.detach(), axis, last).values().isNaN();
  }

  private static void requireElements(String op, Tensor input, int axis) {
    if (input.dim(axis) == 0) {
      throw new ShapeException(
          "%s: dimension %d of shape %s is empty; use a non-empty tensor"
              .formatted(op, axis, input.shape()));
    }
  }
}
