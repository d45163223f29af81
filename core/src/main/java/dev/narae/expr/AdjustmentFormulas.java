package dev.narae.expr;

/** The formulas of {@link Adjustments}. */
final class AdjustmentFormulas {
  private static final Expr INFINITY = Expr.constant(Double.POSITIVE_INFINITY);

  static final Formula FRAC = Formula.unary("frac", x -> x.sub(x.trunc()));
  static final Formula IS_POS_INF = Formula.unary("isPosInf", x -> x.eq(INFINITY));
  static final Formula IS_NEG_INF = Formula.unary("isNegInf", x -> x.neg().eq(INFINITY));
  static final Formula COPY_SIGN = Formula.binary("copySign", AdjustmentFormulas::copySign);
  static final Formula NAN_TO_NUM =
      Formula.of(
          "nanToNum", 1, 3, finite(Expr.arg(0), Expr.scalar(0), Expr.scalar(1), Expr.scalar(2)));
  static final Formula RAISED = Formula.binary("clampMin", AdjustmentFormulas::raised);
  static final Formula LOWERED = Formula.binary("clampMax", AdjustmentFormulas::lowered);
  static final Formula CLAMP_BETWEEN =
      Formula.of("clamp", 3, 0, lowered(raised(Expr.arg(0), Expr.arg(1)), Expr.arg(2)));
  static final Formula LERP = Formula.of("lerp", 3, 0, lerp(Expr.arg(0), Expr.arg(1), Expr.arg(2)));
  static final Formula LERP_SCALAR =
      Formula.of("lerp", 2, 1, lerp(Expr.arg(0), Expr.arg(1), Expr.scalar(0)));
  static final Formula ADDCMUL =
      Formula.of("addcmul", 3, 0, Expr.arg(0).add(Expr.arg(1).mul(Expr.arg(2))));
  static final Formula ADDCMUL_SCALED =
      Formula.of(
          "addcmul", 3, 1, Expr.arg(0).add(Expr.scalar(0).mul(Expr.arg(1)).mul(Expr.arg(2))));
  static final Formula ADDCDIV =
      Formula.of(
          "addcdiv", 3, 1, Expr.arg(0).add(Expr.scalar(0).mul(Expr.arg(1)).div(Expr.arg(2))));

  private AdjustmentFormulas() {}

  /** Only the reciprocal tells -0 from 0. */
  private static Expr copySign(Expr x, Expr y) {
    Expr negative = y.lt(0).logicalOr(y.eq(0).logicalAnd(y.reciprocal().lt(0)));
    return negative.where(x.abs().neg(), x.abs());
  }

  private static Expr finite(Expr x, Expr nan, Expr positive, Expr negative) {
    Expr below = x.neg().eq(INFINITY).where(negative, x);
    return x.isNaN().where(nan, x.eq(INFINITY).where(positive, below));
  }

  private static Expr raised(Expr x, Expr low) {
    return x.lt(low).logicalOr(low.isNaN()).where(low, x);
  }

  private static Expr lowered(Expr x, Expr high) {
    return x.gt(high).logicalOr(high.isNaN()).where(high, x);
  }

  /** From the nearer end, so that weights 0 and 1 are exact. */
  private static Expr lerp(Expr x, Expr end, Expr weight) {
    Expr fromStart = x.add(weight.mul(end.sub(x)));
    Expr fromEnd = end.sub(end.sub(x).mul(weight.rsub(1)));
    return weight.lt(0.5).where(fromStart, fromEnd);
  }
}
