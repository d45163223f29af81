package dev.narae;

import dev.narae.expr.Formula;
import java.util.List;

/** Comparisons of whole tensors, and up to rounding. */
public sealed interface Comparing permits Tensor {

  /** {@link #isClose(Tensor, double, double)} within 1e-5 relative and 1e-8 absolute. */
  default Tensor isClose(Tensor other) {
    return isClose(other, 1e-5, 1e-8);
  }

  /**
   * Whether |this - other| ≤ absolute + relative · |other|, elementwise with broadcasting.
   * Infinities are close to themselves only, and NaN to nothing.
   */
  default Tensor isClose(Tensor other, double relative, double absolute) {
    return isClose(other, relative, absolute, false);
  }

  /**
   * {@link #isClose(Tensor, double, double)}.
   *
   * @param equalNaN whether a NaN is close to another
   */
  default Tensor isClose(Tensor other, double relative, double absolute, boolean equalNaN) {
    if (!(relative >= 0 && absolute >= 0)) {
      throw new IllegalArgumentException(
          "isClose: tolerances %s and %s; they must not be negative".formatted(relative, absolute));
    }
    Formula formula = equalNaN ? Closeness.WITH_NAN : Closeness.FORMULA;
    return self().apply(formula, List.of(other), relative, absolute);
  }

  /** Whether all elements are {@linkplain #isClose(Tensor) close}. */
  default boolean allClose(Tensor other) {
    return allClose(other, 1e-5, 1e-8);
  }

  /** Whether all elements are {@linkplain #isClose(Tensor, double, double) close}. */
  default boolean allClose(Tensor other, double relative, double absolute) {
    return allClose(other, relative, absolute, false);
  }

  /** Whether all elements are close, a NaN to another too if {@code equalNaN}. */
  default boolean allClose(Tensor other, double relative, double absolute, boolean equalNaN) {
    try (Scope _ = Scope.open("allClose");
        var _ = Grad.noGrad()) {
      return isClose(other, relative, absolute, equalNaN).all().toLong() != 0;
    }
  }

  /** Whether both have the same shape and equal elements; a NaN equals nothing. */
  default boolean equal(Tensor other) {
    if (!self().shape().equals(other.shape())) {
      return false;
    }
    try (Scope _ = Scope.open("equal");
        var _ = Grad.noGrad()) {
      return self().eq(other).all().toLong() != 0;
    }
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
