package dev.narae;

/** What {@link Padding#pad(long[], PadMode)} puts around a tensor. */
public enum PadMode {
  /** Zeros. */
  CONSTANT,

  /** The elements in the opposite order, as in a mirror that stands on the outermost one. */
  REFLECT,

  /** The outermost element again and again. */
  REPLICATE,

  /** The elements from the other end, as if the tensor went on in a circle. */
  CIRCULAR;

  /**
   * Checks how far a dimension can be padded.
   *
   * @param before positions before the first
   * @param after positions after the last
   */
  void check(Shape shape, int axis, long before, long after) {
    long extent = shape.dim(axis);
    long most =
        switch (this) {
          case CONSTANT -> Long.MAX_VALUE;
          case REPLICATE -> extent == 0 ? 0 : Long.MAX_VALUE;
          case REFLECT -> Math.max(extent - 1, 0);
          case CIRCULAR -> extent;
        };
    if (before > most || after > most) {
      throw new ShapeException(
          "pad: amounts %d and %d at dimension %d of shape %s; %s can pad it by %d at most"
              .formatted(before, after, axis, shape, this, most));
    }
  }

  /** Which element of a dimension each position shows, counted from its first element. */
  Tensor source(Tensor positions, long extent) {
    return switch (this) {
      case CONSTANT, REPLICATE -> positions.clamp(0L, extent - 1);
      case REFLECT -> positions.abs().neg().add(extent - 1).abs().neg().add(extent - 1);
      case CIRCULAR -> positions.remainder(extent);
    };
  }
}
