package dev.narae.expr;

import java.util.List;

/**
 * The elementwise operators, written once: on a tensor each runs as one kernel, on an {@link Expr}
 * it becomes part of a larger one. Operands of different shapes are broadcast.
 *
 * <p>Dtypes follow PyTorch: operands meet in the higher of their dtypes, a {@code long} scalar
 * keeps an integer dtype, a {@code double} scalar makes it floating, and functions of real numbers
 * return a floating dtype. Comparisons and logical operators return {@code BOOL}.
 *
 * @param <T> the operand type
 */
public interface Elementwise<T extends Elementwise<T>>
    extends Activations<T>, RealFunctions<T>, Adjustments<T>, Bitwise<T> {

  /** Applies a formula to this, further operands and runtime scalars, as one computation. */
  @Override
  T apply(Formula formula, List<T> others, Number... scalars);

  /** -x. */
  default T neg() {
    return apply(Formulas.NEG, List.of());
  }

  /** |x|; gradient 0 at 0. */
  default T abs() {
    return apply(Formulas.ABS, List.of());
  }

  /** The largest whole number not above x. */
  default T floor() {
    return apply(Formulas.FLOOR, List.of());
  }

  /** The nearest whole number, ties to even. */
  default T round() {
    return apply(Formulas.ROUND, List.of());
  }

  /** The square root; NaN below 0. */
  default T sqrt() {
    return apply(Formulas.SQRT, List.of());
  }

  /** e to the power of x. */
  default T exp() {
    return apply(Formulas.EXP, List.of());
  }

  /** e^x - 1, exact for small x. */
  default T expm1() {
    return apply(Formulas.EXPM1, List.of());
  }

  /** The natural logarithm. */
  default T log() {
    return apply(Formulas.LOG, List.of());
  }

  /** log(1 + x), exact for small x. */
  default T log1p() {
    return apply(Formulas.LOG1P, List.of());
  }

  /** The sine of x in radians. */
  default T sin() {
    return apply(Formulas.SIN, List.of());
  }

  /** The cosine of x in radians. */
  default T cos() {
    return apply(Formulas.COS, List.of());
  }

  /** The hyperbolic tangent. */
  default T tanh() {
    return apply(Formulas.TANH, List.of());
  }

  /** The logistic function 1 / (1 + e^-x). */
  default T sigmoid() {
    return apply(Formulas.SIGMOID, List.of());
  }

  /** The error function. */
  default T erf() {
    return apply(Formulas.ERF, List.of());
  }

  /** Whether x is 0. */
  default T logicalNot() {
    return apply(Formulas.LOGICAL_NOT, List.of());
  }

  /** The smallest whole number not below x. */
  default T ceil() {
    return apply(Formulas.CEIL, List.of());
  }

  /** x without its fraction. */
  default T trunc() {
    return apply(Formulas.TRUNC, List.of());
  }

  /** -1, 0 or 1; 0 for NaN. */
  default T sign() {
    return apply(Formulas.SIGN, List.of());
  }

  /** x * x. */
  default T square() {
    return apply(Formulas.SQUARE, List.of());
  }

  /** 1 / x. */
  default T reciprocal() {
    return apply(Formulas.RECIPROCAL, List.of());
  }

  /** 1 / sqrt(x). */
  default T rsqrt() {
    return apply(Formulas.RSQRT, List.of());
  }

  /** The logarithm to base 2. */
  default T log2() {
    return apply(Formulas.LOG2, List.of());
  }

  /** The logarithm to base 10. */
  default T log10() {
    return apply(Formulas.LOG10, List.of());
  }

  /** The tangent of x in radians. */
  default T tan() {
    return apply(Formulas.TAN, List.of());
  }

  /** The hyperbolic sine. */
  default T sinh() {
    return apply(Formulas.SINH, List.of());
  }

  /** The hyperbolic cosine. */
  default T cosh() {
    return apply(Formulas.COSH, List.of());
  }

  /** The angle in radians whose sine is x; NaN outside [-1, 1]. */
  default T asin() {
    return apply(Formulas.ASIN, List.of());
  }

  /** The angle in radians whose cosine is x; NaN outside [-1, 1]. */
  default T acos() {
    return apply(Formulas.ACOS, List.of());
  }

  /** The angle in radians whose tangent is x. */
  default T atan() {
    return apply(Formulas.ATAN, List.of());
  }

  /** Whether x is not a number. */
  default T isNaN() {
    return apply(Formulas.IS_NAN, List.of());
  }

  /** Whether x is infinite. */
  default T isInf() {
    return apply(Formulas.IS_INF, List.of());
  }

  /** Whether x is neither infinite nor NaN. */
  default T isFinite() {
    return apply(Formulas.IS_FINITE, List.of());
  }

  /** x + other. */
  default T add(T other) {
    return apply(Formulas.ADD, List.of(other));
  }

  /** x + other. */
  default T add(double other) {
    return apply(Formulas.ADD_SCALAR, List.of(), other);
  }

  /** x + other. */
  default T add(long other) {
    return apply(Formulas.ADD_SCALAR, List.of(), other);
  }

  /** x - other. */
  default T sub(T other) {
    return apply(Formulas.SUB, List.of(other));
  }

  /** x - other. */
  default T sub(double other) {
    return apply(Formulas.SUB_SCALAR, List.of(), other);
  }

  /** x - other. */
  default T sub(long other) {
    return apply(Formulas.SUB_SCALAR, List.of(), other);
  }

  /** x * other. */
  default T mul(T other) {
    return apply(Formulas.MUL, List.of(other));
  }

  /** x * other. */
  default T mul(double other) {
    return apply(Formulas.MUL_SCALAR, List.of(), other);
  }

  /** x * other. */
  default T mul(long other) {
    return apply(Formulas.MUL_SCALAR, List.of(), other);
  }

  /** x / other, in a floating dtype. */
  default T div(T other) {
    return apply(Formulas.DIV, List.of(other));
  }

  /** x / other, in a floating dtype. */
  default T div(double other) {
    return apply(Formulas.DIV_SCALAR, List.of(), other);
  }

  /** x / other, in a floating dtype. */
  default T div(long other) {
    return apply(Formulas.DIV_SCALAR, List.of(), other);
  }

  /**
   * x to the power of other, in a floating dtype; as in C it is 1 where x is 1 or other 0, even
   * with NaN, and where x is -1 and other infinite.
   */
  default T pow(T other) {
    return apply(Formulas.POW, List.of(other));
  }

  /**
   * x to the power of other, in a floating dtype; as in C it is 1 where x is 1 or other 0, even
   * with NaN, and where x is -1 and other infinite.
   */
  default T pow(double other) {
    return apply(Formulas.POW_SCALAR, List.of(), other);
  }

  /**
   * x to the power of other, in a floating dtype; as in C it is 1 where x is 1 or other 0, even
   * with NaN, and where x is -1 and other infinite.
   */
  default T pow(long other) {
    return apply(Formulas.POW_SCALAR, List.of(), other);
  }

  /** The larger of x and other; NaN if one is; at a tie half the gradient to each. */
  default T maximum(T other) {
    return apply(Formulas.MAXIMUM, List.of(other));
  }

  /** The larger of x and other; NaN if one is; at a tie half the gradient to each. */
  default T maximum(double other) {
    return apply(Formulas.MAXIMUM_SCALAR, List.of(), other);
  }

  /** The larger of x and other; NaN if one is; at a tie half the gradient to each. */
  default T maximum(long other) {
    return apply(Formulas.MAXIMUM_SCALAR, List.of(), other);
  }

  /** The smaller of x and other; NaN if one is; at a tie half the gradient to each. */
  default T minimum(T other) {
    return apply(Formulas.MINIMUM, List.of(other));
  }

  /** The smaller of x and other; NaN if one is; at a tie half the gradient to each. */
  default T minimum(double other) {
    return apply(Formulas.MINIMUM_SCALAR, List.of(), other);
  }

  /** The smaller of x and other; NaN if one is; at a tie half the gradient to each. */
  default T minimum(long other) {
    return apply(Formulas.MINIMUM_SCALAR, List.of(), other);
  }

  /** scalar - x. */
  default T rsub(double scalar) {
    return apply(Formulas.RSUB_SCALAR, List.of(), scalar);
  }

  /** scalar / x, in a floating dtype. */
  default T rdiv(double scalar) {
    return apply(Formulas.RDIV_SCALAR, List.of(), scalar);
  }

  /** Whether {@code x < other}. */
  default T lt(T other) {
    return apply(Formulas.LT, List.of(other));
  }

  /** Whether {@code x < other}. */
  default T lt(double other) {
    return apply(Formulas.LT_SCALAR, List.of(), other);
  }

  /** Whether {@code x < other}. */
  default T lt(long other) {
    return apply(Formulas.LT_SCALAR, List.of(), other);
  }

  /** Whether {@code x <= other}. */
  default T le(T other) {
    return apply(Formulas.LE, List.of(other));
  }

  /** Whether {@code x <= other}. */
  default T le(double other) {
    return apply(Formulas.LE_SCALAR, List.of(), other);
  }

  /** Whether {@code x <= other}. */
  default T le(long other) {
    return apply(Formulas.LE_SCALAR, List.of(), other);
  }

  /** Whether {@code x > other}. */
  default T gt(T other) {
    return apply(Formulas.GT, List.of(other));
  }

  /** Whether {@code x > other}. */
  default T gt(double other) {
    return apply(Formulas.GT_SCALAR, List.of(), other);
  }

  /** Whether {@code x > other}. */
  default T gt(long other) {
    return apply(Formulas.GT_SCALAR, List.of(), other);
  }

  /** Whether {@code x >= other}. */
  default T ge(T other) {
    return apply(Formulas.GE, List.of(other));
  }

  /** Whether {@code x >= other}. */
  default T ge(double other) {
    return apply(Formulas.GE_SCALAR, List.of(), other);
  }

  /** Whether {@code x >= other}. */
  default T ge(long other) {
    return apply(Formulas.GE_SCALAR, List.of(), other);
  }

  /** Whether {@code x == other}. */
  default T eq(T other) {
    return apply(Formulas.EQ, List.of(other));
  }

  /** Whether {@code x == other}. */
  default T eq(double other) {
    return apply(Formulas.EQ_SCALAR, List.of(), other);
  }

  /** Whether {@code x == other}. */
  default T eq(long other) {
    return apply(Formulas.EQ_SCALAR, List.of(), other);
  }

  /** Whether {@code x != other}. */
  default T ne(T other) {
    return apply(Formulas.NE, List.of(other));
  }

  /** Whether {@code x != other}. */
  default T ne(double other) {
    return apply(Formulas.NE_SCALAR, List.of(), other);
  }

  /** Whether {@code x != other}. */
  default T ne(long other) {
    return apply(Formulas.NE_SCALAR, List.of(), other);
  }

  /** Whether both are not 0. */
  default T logicalAnd(T other) {
    return apply(Formulas.LOGICAL_AND, List.of(other));
  }

  /** Whether at least one is not 0. */
  default T logicalOr(T other) {
    return apply(Formulas.LOGICAL_OR, List.of(other));
  }

  /** Whether exactly one is not 0. */
  default T logicalXor(T other) {
    return apply(Formulas.LOGICAL_XOR, List.of(other));
  }

  /** The angle in radians of the point (other, x). */
  default T atan2(T other) {
    return apply(Formulas.ATAN2, List.of(other));
  }

  /** {@code ifTrue} where this is not 0, else {@code ifFalse}. */
  default T where(T ifTrue, T ifFalse) {
    return apply(Formulas.WHERE, List.of(ifTrue, ifFalse));
  }

  /** x limited to [low, high]; NaN stays NaN; the gradient passes at the limits. */
  default T clamp(double low, double high) {
    return apply(Formulas.CLAMP, List.of(), low, high);
  }

  /** x limited to [low, high]; keeps integer dtypes. */
  default T clamp(long low, long high) {
    return apply(Formulas.CLAMP, List.of(), low, high);
  }

  /** The larger of x and {@code low}; the gradient passes at a tie. */
  default T clampMin(double low) {
    return apply(Formulas.CLAMP_MIN, List.of(), low);
  }

  /** The smaller of x and {@code high}; the gradient passes at a tie. */
  default T clampMax(double high) {
    return apply(Formulas.CLAMP_MAX, List.of(), high);
  }

  /** The remainder of x / other with the sign of x. */
  default T fmod(T other) {
    return apply(Formulas.FMOD, List.of(other));
  }

  /** The remainder of x / other with the sign of other, as Python's {@code %}. */
  default T remainder(T other) {
    return apply(Formulas.REMAINDER, List.of(other));
  }

  /** The remainder of x / other with the sign of other, as Python's {@code %}. */
  default T remainder(double other) {
    return apply(Formulas.REMAINDER_SCALAR, List.of(), other);
  }

  /** The remainder of x / other with the sign of other, as Python's {@code %}. */
  default T remainder(long other) {
    return apply(Formulas.REMAINDER_SCALAR, List.of(), other);
  }
}
