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

  /** x log(1 + other), exact for small other, and 0 where x is 0 unless other is NaN. */
  default T xlog1py(T other) {
    return apply(RealFormulas.XLOG1PY, List.of(other));
  }

  /** log2(2^x + 2^other), without overflow. */
  default T logaddexp2(T other) {
    return apply(RealFormulas.LOGADDEXP2, List.of(other));
  }

  /** -x log(x), the entropy; 0 at 0, -infinity below. */
  default T entr() {
    return apply(RealFormulas.ENTR, List.of());
  }

  /** e^(x²) erfc(x), which does not vanish for large x. */
  default T erfcx() {
    return apply(RealFormulas.ERFCX, List.of());
  }

  /** The inverse of the error function; infinite at -1 and 1, NaN beyond. */
  default T erfinv() {
    return apply(NormalFormulas.ERFINV, List.of());
  }

  /** The normal distribution's cumulative distribution function. */
  default T ndtr() {
    return apply(NormalFormulas.NDTR, List.of());
  }

  /** The logarithm of {@link #ndtr}, also where that is 0 to any precision. */
  default T logNdtr() {
    return apply(NormalFormulas.LOG_NDTR, List.of());
  }

  /** The inverse of {@link #ndtr}; infinite at 0 and 1, NaN outside. */
  default T ndtri() {
    return apply(NormalFormulas.NDTRI, List.of());
  }
}
