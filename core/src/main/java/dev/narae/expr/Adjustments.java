package dev.narae.expr;

import java.util.List;

/**
 * Limits, signs, replacements and mixtures.
 *
 * @param <T> the operand type
 */
public interface Adjustments<T extends Elementwise<T>> {

  /** Applies a formula to this, further operands and runtime scalars, as one computation. */
  T apply(Formula formula, List<T> others, Number... scalars);

  /** The fraction x - trunc(x), with the sign of x. */
  default T frac() {
    return apply(AdjustmentFormulas.FRAC, List.of());
  }

  /** {@link Elementwise#sign}. */
  default T sgn() {
    return apply(Formulas.SIGN, List.of());
  }

  /** Whether x is positive infinity. */
  default T isPosInf() {
    return apply(AdjustmentFormulas.IS_POS_INF, List.of());
  }

  /** Whether x is negative infinity. */
  default T isNegInf() {
    return apply(AdjustmentFormulas.IS_NEG_INF, List.of());
  }

  /** |x| with the sign of other, which may be that of -0, in a floating dtype; gradient 0 at 0. */
  default T copySign(T other) {
    return apply(AdjustmentFormulas.COPY_SIGN, List.of(other));
  }

  /** x with NaN, infinity and negative infinity replaced; gradient 0 there. */
  default T nanToNum(double nan, double posInf, double negInf) {
    return apply(AdjustmentFormulas.NAN_TO_NUM, List.of(), nan, posInf, negInf);
  }

  /** x limited to [low, high]; NaN if one is NaN; the gradient passes at the limits. */
  default T clamp(T low, T high) {
    return apply(AdjustmentFormulas.CLAMP_BETWEEN, List.of(low, high));
  }

  /** The larger of x and {@code low}; keeps integer dtypes. */
  default T clampMin(long low) {
    return apply(Formulas.CLAMP_MIN, List.of(), low);
  }

  /** The smaller of x and {@code high}; keeps integer dtypes. */
  default T clampMax(long high) {
    return apply(Formulas.CLAMP_MAX, List.of(), high);
  }

  /** The larger of x and {@code low}; NaN if one is NaN; x has the gradient at a tie. */
  default T clampMin(T low) {
    return apply(AdjustmentFormulas.RAISED, List.of(low));
  }

  /** The smaller of x and {@code high}; NaN if one is NaN; x has the gradient at a tie. */
  default T clampMax(T high) {
    return apply(AdjustmentFormulas.LOWERED, List.of(high));
  }

  /** x + weight (end - x). */
  default T lerp(T end, double weight) {
    return apply(AdjustmentFormulas.LERP_SCALAR, List.of(end), weight);
  }

  /** x + weight (end - x), in a floating dtype. */
  default T lerp(T end, T weight) {
    return apply(AdjustmentFormulas.LERP, List.of(end, weight));
  }

  /** x + a b. */
  default T addcmul(T a, T b) {
    return apply(AdjustmentFormulas.ADDCMUL, List.of(a, b));
  }

  /** x + value a b. */
  default T addcmul(T a, T b, double value) {
    return apply(AdjustmentFormulas.ADDCMUL_SCALED, List.of(a, b), value);
  }

  /** x + a / b, in a floating dtype. */
  default T addcdiv(T a, T b) {
    return addcdiv(a, b, 1);
  }

  /** x + value a / b, in a floating dtype. */
  default T addcdiv(T a, T b, double value) {
    return apply(AdjustmentFormulas.ADDCDIV, List.of(a, b), value);
  }
}
