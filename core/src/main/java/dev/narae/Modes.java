package dev.narae;

/** The most frequent elements of lines, by the lengths of runs in sorted lines. */
final class Modes {
  private Modes() {}

  static Located of(Tensor input, int axis) {
    long extent = input.dim(axis);
    if (extent == 0) {
      throw new ShapeException(
          "mode: dimension %d of shape %s is empty; use a non-empty tensor"
              .formatted(axis, input.shape()));
    }
    Tensor chosen;
    try (Scope scope = Scope.open("mode");
        var _ = Grad.noGrad()) {
      Located sorted = input.detach().sort(axis);
      Tensor lengths = lengths(sorted.values(), axis, extent);
      // The first of the longest runs ends at the smallest element; its last position is wanted.
      Tensor end = lengths.argmax(axis, true);
      chosen = scope.keep(Located.at(sorted.positions(), axis, end).values());
    }
    return Located.at(input, axis, chosen);
  }

  /** How many elements up to each, itself included, equal it. */
  private static Tensor lengths(Tensor sorted, int axis, long extent) {
    Tensor places = Lines.positions(sorted, axis);
    Tensor later = sorted.narrow(axis, 1, extent - 1);
    Tensor earlier = sorted.narrow(axis, 0, extent - 1);
    Tensor differs = later.ne(earlier);
    if (sorted.dtype().isFloating()) {
      differs = differs.logicalAnd(later.isNaN().logicalAnd(earlier.isNaN()).logicalNot());
    }
    Tensor zero = Tensor.zeros(Shape.scalar(), DType.I64, sorted.device());
    Tensor starts = differs.where(places.narrow(axis, 1, extent - 1), zero);
    Tensor first = Tensor.zeros(sorted.shape().with(axis, 1), DType.I64, sorted.device());
    Tensor begin = Tensor.cat(axis, first, starts).cummax(axis).values();
    return places.sub(begin);
  }
}
