package dev.narae.expr;

import java.util.List;

/**
 * Functions of real numbers beyond the elementary ones; all return a floating dtype.
 *
 * @param <T> the operand type
 */
public interface RealFunctions<T extends Elementwise<T>> {

  /** Applies a formula to this, further operands and runtime scalars, as one computation. */
  T apply(Formula formula, List<T> others, Number... scalars);

  /** 2 to the power of x. */
  default T exp2() {
    return apply(RealFormulas.EXP2, List.of());
  }

  /** The inverse of the hyperbolic sine. */
  default T asinh() {
    return apply(RealFormulas.ASINH, List.of());
  }

  /** The inverse of the hyperbolic cosine; NaN below 1. */
  default T acosh() {
    return apply(RealFormulas.ACOSH, List.of());
  }

  /** The inverse of the hyperbolic tangent; NaN outside [-1, 1]. */
  default T atanh() {
    return apply(RealFormulas.ATANH, List.of());
  }

  /** 1 - erf(x), to full relative precision also where it is tiny. */
  default T erfc() {
    return apply(RealFormulas.ERFC, List.of());
  }

  /** The logarithm of |gamma(x)|; infinite at 0, -1, -2, …. */
  default T lgamma() {
    return apply(RealFormulas.LGAMMA, List.of());
  }

  /** The derivative of {@link #lgamma}; -infinity at 0, NaN at -1, -2, …. */
  default T digamma() {
    return apply(RealFormulas.DIGAMMA, List.of());
  }

  /** sin(pi x) / (pi x), and 1 at 0. */
  default T sinc() {
    return apply(RealFormulas.SINC, List.of());
  }

  /** log(x / (1 - x)), the inverse of the sigmoid; NaN outside [0, 1]. */
  default T logit() {
    return apply(RealFormulas.LOGIT, List.of());
  }

  /** {@link #logit()} of x limited to [eps, 1 - eps]. */
  default T logit(double eps) {
    return apply(RealFormulas.LOGIT_WITHIN, List.of(), eps);
  }

  /** Degrees as radians. */
  default T deg2rad() {
    return apply(RealFormulas.DEG2RAD, List.of());
  }

  /** Radians as degrees. */
  default T rad2deg() {
    return apply(RealFormulas.RAD2DEG, List.of());
  }

  /** sqrt(x² + other²), without overflow; gradient 0 where both are 0. */
  default T hypot(T other) {
    return apply(RealFormulas.HYPOT, List.of(other));
  }

  /** log(e^x + e^other), without overflow. */
  default T logaddexp(T other) {
    return apply(RealFormulas.LOGADDEXP, List.of(other));
  }

  /** x log(other), and 0 where x is 0 unless other is NaN. */
  default T xlogy(T other) {
    return apply(RealFormulas.XLOGY, List.of(other));
  }
}
