package dev.narae;

/** How the losses of single elements become the result of a loss. */
public enum Reduction {
  /** Their mean: a single number. */
  MEAN,
  /** Their sum: a single number. */
  SUM,
  /** Left as they are. */
  NONE;

  /** The result for the losses of the single elements. */
  public Tensor of(Tensor losses) {
    return switch (this) {
      case MEAN -> losses.mean();
      case SUM -> losses.sum();
      case NONE -> losses;
    };
  }
}
