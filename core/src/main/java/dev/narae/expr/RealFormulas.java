package dev.narae.expr;

/** The formulas of {@link RealFunctions}. */
final class RealFormulas {
  private static final Expr ZERO = Expr.constant(0);
  private static final Expr ONE = Expr.constant(1);

  /** Beyond this sqrt(x² + 1) is x in double precision, and below it x² is finite in single. */
  private static final double LARGE = 1e9;

  /** Up to this four terms of the series of sin(pi x) / (pi x) are exact in double precision. */
  private static final double SMALL = 0.01;

  static final Formula EXP2 =
      Formula.unary("exp2", x -> Expr.apply(ScalarOp.POW, Expr.constant(2), x));
  static final Formula ASINH = Formula.unary("asinh", RealFormulas::asinh);
  static final Formula ACOSH = Formula.unary("acosh", RealFormulas::acosh);
  static final Formula ATANH =
      Formula.unary("atanh", x -> x.mul(2).div(ONE.sub(x)).log1p().mul(0.5));
  static final Formula ERFC = Formula.unary("erfc", ComplementaryError::of);
  static final Formula LGAMMA = Formula.unary("lgamma", GammaFunctions::logGamma);
  static final Formula DIGAMMA = Formula.unary("digamma", GammaFunctions::digamma);
  static final Formula SINC = Formula.unary("sinc", RealFormulas::sinc);
  static final Formula LOGIT = Formula.unary("logit", RealFormulas::logit);
  static final Formula LOGIT_WITHIN = Formula.withScalar("logit", RealFormulas::logitWithin);
  static final Formula DEG2RAD = Formula.unary("deg2rad", x -> x.mul(Math.PI / 180));
  static final Formula RAD2DEG = Formula.unary("rad2deg", x -> x.mul(180 / Math.PI));
  static final Formula HYPOT = Formula.binary("hypot", RealFormulas::hypot);
  static final Formula LOGADDEXP = Formula.binary("logaddexp", RealFormulas::logaddexp);
  static final Formula XLOGY = Formula.binary("xlogy", RealFormulas::xlogy);

  static final Formula XLOG1PY = Formula.binary("xlog1py", RealFormulas::xlog1py);
  static final Formula LOGADDEXP2 =
      Formula.binary(
          "logaddexp2",
          (x, y) -> logaddexp(x.mul(Math.log(2)), y.mul(Math.log(2))).mul(1 / Math.log(2)));
  static final Formula ENTR = Formula.unary("entr", RealFormulas::entr);
  static final Formula ERFCX = Formula.unary("erfcx", ComplementaryError::scaled);

  private RealFormulas() {}

  /**
   * The function is odd; the side of 0 is chosen so that the derivative at 0 is 1. Each branch gets
   * 1 where the other is taken: no pole of its derivative is met.
   */
  private static Expr asinh(Expr x) {
    Expr a = x.lt(0).where(x.neg(), x);
    Expr large = a.gt(LARGE).where(a, ONE);
    Expr small = a.gt(LARGE).where(ONE, a);
    Expr root = small.square().add(1).sqrt();
    Expr near = small.div(root.add(1)).add(1).mul(small).log1p();
    Expr value = a.gt(LARGE).where(large.log().add(Math.log(2)), near);
    return x.lt(0).where(value.neg(), value);
  }

  /** By the distance from 1, where the function starts like a square root. */
  private static Expr acosh(Expr x) {
    Expr t = x.gt(LARGE).where(ONE, x.sub(1));
    Expr near = t.add(t.sqrt().mul(t.add(2).sqrt())).log1p();
    return x.gt(LARGE).where(x.log().add(Math.log(2)), near);
  }

  /** Near 0 by the series, whose derivatives do not divide by what may be as good as 0. */
  private static Expr sinc(Expr x) {
    Expr small = x.abs().lt(SMALL);
    Expr square = small.where(x, ZERO).mul(Math.PI).square();
    Expr near = GammaFunctions.polynomial(1, -1.0 / 6, 1.0 / 120, -1.0 / 5040).apply(square);
    Expr angle = small.where(ONE, x).mul(Math.PI);
    return small.where(near, angle.sin().div(angle));
  }

  private static Expr logit(Expr x) {
    return x.div(ONE.sub(x)).log();
  }

  private static Expr logitWithin(Expr x, Expr eps) {
    Expr raised = x.lt(eps).where(eps, x);
    Expr high = ONE.sub(eps);
    return logit(raised.gt(high).where(high, raised));
  }

  /** Relative to the larger side, unless that is 0, infinite or NaN and already the answer. */
  private static Expr hypot(Expr x, Expr y) {
    Expr largest = x.abs().maximum(y.abs());
    Expr usable = largest.gt(0).logicalAnd(largest.isFinite());
    Expr scale = usable.where(largest, ONE);
    Expr ratio = x.div(scale).square().add(y.div(scale).square());
    return usable.where(scale.mul(usable.where(ratio, ONE).sqrt()), largest);
  }

  /** The larger operand and what the other adds to it; equal infinities are the answer. */
  private static Expr logaddexp(Expr x, Expr y) {
    Expr same = x.eq(y).logicalAnd(x.isInf());
    Expr d = same.where(ZERO, x.sub(y));
    Expr folded = d.gt(0).where(d.neg(), d);
    return d.gt(0).where(x, y).add(same.where(ZERO, folded.exp().log1p()));
  }

  private static Expr xlogy(Expr x, Expr y) {
    Expr zero = x.eq(0).logicalAnd(y.le(0));
    return zero.where(ZERO, x.mul(zero.where(ONE, y).log()));
  }

  private static Expr xlog1py(Expr x, Expr y) {
    Expr zero = x.eq(0).logicalAnd(y.le(-1));
    return zero.where(ZERO, x.mul(zero.where(ZERO, y).log1p()));
  }

  private static Expr entr(Expr x) {
    Expr inside = x.le(0).where(ONE, x);
    Expr outside = x.eq(0).where(ZERO, Expr.constant(Double.NEGATIVE_INFINITY));
    return x.le(0).where(outside, inside.mul(inside.log()).neg());
  }
}
