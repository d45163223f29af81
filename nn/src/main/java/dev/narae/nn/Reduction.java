package dev.narae.nn;

import dev.narae.Tensor;

/** How the losses of single elements become the result. */
public enum Reduction {
  /** Their mean: a single number. */
  MEAN,
  /** Their sum: a single number. */
  SUM,
  /** Left as they are. */
  NONE;

  Tensor apply(Tensor losses) {
    return switch (this) {
      case MEAN -> losses.mean();
      case SUM -> losses.sum();
      case NONE -> losses;
    };
  }
}
