package dev.narae.expr;

/** The elementwise operators of the library, each written once for tensors and trees. */
final class Formulas {
  static final Formula NEG = Formula.unary("neg", x -> Expr.apply(ScalarOp.NEG, x));
  static final Formula ABS = Formula.unary("abs", x -> Expr.apply(ScalarOp.ABS, x));
  static final Formula FLOOR = Formula.unary("floor", x -> Expr.apply(ScalarOp.FLOOR, x));
  static final Formula ROUND = Formula.unary("round", x -> Expr.apply(ScalarOp.ROUND, x));
  static final Formula SQRT = Formula.unary("sqrt", x -> Expr.apply(ScalarOp.SQRT, x));
  static final Formula EXP = Formula.unary("exp", x -> Expr.apply(ScalarOp.EXP, x));
  static final Formula EXPM1 = Formula.unary("expm1", x -> Expr.apply(ScalarOp.EXPM1, x));
  static final Formula LOG = Formula.unary("log", x -> Expr.apply(ScalarOp.LOG, x));
  static final Formula LOG1P = Formula.unary("log1p", x -> Expr.apply(ScalarOp.LOG1P, x));
  static final Formula SIN = Formula.unary("sin", x -> Expr.apply(ScalarOp.SIN, x));
  static final Formula COS = Formula.unary("cos", x -> Expr.apply(ScalarOp.COS, x));
  static final Formula TANH = Formula.unary("tanh", x -> Expr.apply(ScalarOp.TANH, x));
  static final Formula SIGMOID = Formula.unary("sigmoid", x -> Expr.apply(ScalarOp.SIGMOID, x));
  static final Formula ERF = Formula.unary("erf", x -> Expr.apply(ScalarOp.ERF, x));
  static final Formula LOGICAL_NOT = Formula.unary("logicalNot", x -> Expr.apply(ScalarOp.NOT, x));
  static final Formula ADD = Formula.binary("add", (x, y) -> Expr.apply(ScalarOp.ADD, x, y));
  static final Formula ADD_SCALAR =
      Formula.withScalar("add", (x, s) -> Expr.apply(ScalarOp.ADD, x, s));
  static final Formula SUB = Formula.binary("sub", (x, y) -> Expr.apply(ScalarOp.SUB, x, y));
  static final Formula SUB_SCALAR =
      Formula.withScalar("sub", (x, s) -> Expr.apply(ScalarOp.SUB, x, s));
  static final Formula MUL = Formula.binary("mul", (x, y) -> Expr.apply(ScalarOp.MUL, x, y));
  static final Formula MUL_SCALAR =
      Formula.withScalar("mul", (x, s) -> Expr.apply(ScalarOp.MUL, x, s));
  static final Formula DIV = Formula.binary("div", (x, y) -> Expr.apply(ScalarOp.DIV, x, y));
  static final Formula DIV_SCALAR =
      Formula.withScalar("div", (x, s) -> Expr.apply(ScalarOp.DIV, x, s));
  static final Formula POW = Formula.binary("pow", (x, y) -> Expr.apply(ScalarOp.POW, x, y));
  static final Formula POW_SCALAR =
      Formula.withScalar("pow", (x, s) -> Expr.apply(ScalarOp.POW, x, s));
  static final Formula MAXIMUM =
      Formula.binary("maximum", (x, y) -> Expr.apply(ScalarOp.MAX, x, y));
  static final Formula MAXIMUM_SCALAR =
      Formula.withScalar("maximum", (x, s) -> Expr.apply(ScalarOp.MAX, x, s));
  static final Formula MINIMUM =
      Formula.binary("minimum", (x, y) -> Expr.apply(ScalarOp.MIN, x, y));
  static final Formula MINIMUM_SCALAR =
      Formula.withScalar("minimum", (x, s) -> Expr.apply(ScalarOp.MIN, x, s));
  static final Formula RSUB_SCALAR =
      Formula.withScalar("rsub", (x, s) -> Expr.apply(ScalarOp.SUB, s, x));
  static final Formula RDIV_SCALAR =
      Formula.withScalar("rdiv", (x, s) -> Expr.apply(ScalarOp.DIV, s, x));
  static final Formula LT = Formula.binary("lt", (x, y) -> Expr.apply(ScalarOp.LT, x, y));
  static final Formula LT_SCALAR =
      Formula.withScalar("lt", (x, y) -> Expr.apply(ScalarOp.LT, x, y));
  static final Formula LE = Formula.binary("le", (x, y) -> Expr.apply(ScalarOp.LE, x, y));
  static final Formula LE_SCALAR =
      Formula.withScalar("le", (x, y) -> Expr.apply(ScalarOp.LE, x, y));
  static final Formula GT = Formula.binary("gt", (x, y) -> Expr.apply(ScalarOp.LT, y, x));
  static final Formula GT_SCALAR =
      Formula.withScalar("gt", (x, y) -> Expr.apply(ScalarOp.LT, y, x));
  static final Formula GE = Formula.binary("ge", (x, y) -> Expr.apply(ScalarOp.LE, y, x));
  static final Formula GE_SCALAR =
      Formula.withScalar("ge", (x, y) -> Expr.apply(ScalarOp.LE, y, x));
  static final Formula EQ = Formula.binary("eq", (x, y) -> Expr.apply(ScalarOp.EQ, x, y));
  static final Formula EQ_SCALAR =
      Formula.withScalar("eq", (x, y) -> Expr.apply(ScalarOp.EQ, x, y));
  static final Formula NE = Formula.binary("ne", (x, y) -> x.eq(y).logicalNot());
  static final Formula NE_SCALAR = Formula.withScalar("ne", (x, y) -> x.eq(y).logicalNot());
  static final Formula LOGICAL_AND =
      Formula.binary("logicalAnd", (x, y) -> Expr.apply(ScalarOp.AND, x, y));
  static final Formula LOGICAL_OR =
      Formula.binary("logicalOr", (x, y) -> Expr.apply(ScalarOp.OR, x, y));
  static final Formula LOGICAL_XOR =
      Formula.binary("logicalXor", (x, y) -> x.asMask().asNumber().ne(y.asMask().asNumber()));
  static final Formula ATAN2 = Formula.binary("atan2", (x, y) -> Expr.apply(ScalarOp.ATAN2, x, y));
  static final Formula WHERE =
      Formula.of("where", 3, 0, Expr.apply(ScalarOp.SELECT, Expr.arg(0), Expr.arg(1), Expr.arg(2)));
  static final Formula CLAMP =
      Formula.of("clamp", 1, 2, clamp(Expr.arg(0), Expr.scalar(0), Expr.scalar(1)));
  static final Formula CLAMP_MIN = Formula.withScalar("clampMin", Formulas::raised);
  static final Formula CLAMP_MAX = Formula.withScalar("clampMax", Formulas::lowered);
  static final Formula FMOD = Formula.binary("fmod", (x, y) -> Expr.apply(ScalarOp.REM, x, y));
  static final Formula REMAINDER = Formula.binary("remainder", Formulas::remainder);
  static final Formula REMAINDER_SCALAR = Formula.withScalar("remainder", Formulas::remainder);
  static final Formula CEIL = Formula.unary("ceil", x -> x.neg().floor().neg());
  static final Formula TRUNC = Formula.unary("trunc", x -> x.lt(0).where(x.ceil(), x.floor()));
  static final Formula SIGN =
      Formula.unary(
          "sign",
          x -> x.gt(0).where(Expr.constant(1), x.lt(0).where(Expr.constant(-1), Expr.constant(0))));
  static final Formula SQUARE = Formula.unary("square", x -> x.mul(x));
  static final Formula RECIPROCAL = Formula.unary("reciprocal", x -> Expr.constant(1).div(x));
  static final Formula RSQRT = Formula.unary("rsqrt", x -> Expr.constant(1).div(x.sqrt()));
  static final Formula LOG2 = Formula.unary("log2", x -> x.log().mul(1 / Math.log(2)));
  static final Formula LOG10 = Formula.unary("log10", x -> x.log().mul(1 / Math.log(10)));
  static final Formula TAN = Formula.unary("tan", x -> x.sin().div(x.cos()));
  static final Formula SINH =
      Formula.unary("sinh", x -> nearer(x).expm1().sub(nearer(x.neg()).expm1()).mul(halfOrMore(x)));
  static final Formula COSH =
      Formula.unary("cosh", x -> nearer(x).exp().add(nearer(x.neg()).exp()).mul(halfOrMore(x)));
  static final Formula ASIN = Formula.unary("asin", x -> x.atan2(cosine(x)));
  static final Formula ACOS = Formula.unary("acos", x -> cosine(x).atan2(x));
  static final Formula ATAN = Formula.unary("atan", x -> x.atan2(Expr.constant(1)));
  static final Formula IS_NAN = Formula.unary("isNaN", x -> x.eq(x).logicalNot());
  static final Formula IS_INF =
      Formula.unary("isInf", x -> x.abs().eq(Expr.constant(Double.POSITIVE_INFINITY)));
  static final Formula IS_FINITE =
      Formula.unary("isFinite", x -> x.abs().lt(Expr.constant(Double.POSITIVE_INFINITY)));

  /** Beyond this e^x may overflow where half of it does not. */
  private static final double LARGE = 64;

  private Formulas() {}

  /** What hyperbolic functions take the exponential of: far from 0, one less, which is exact. */
  private static Expr nearer(Expr x) {
    return x.sub(x.abs().gt(LARGE).where(Expr.constant(1), Expr.constant(0)));
  }

  /** What they multiply it by. */
  private static Expr halfOrMore(Expr x) {
    return x.abs().gt(LARGE).where(Expr.constant(0.5 * Math.E), Expr.constant(0.5));
  }

  /** Like PyTorch: NaN stays NaN, and the upper limit wins where the limits cross. */
  private static Expr clamp(Expr x, Expr low, Expr high) {
    Expr raised = raised(x, low);
    return raised.gt(high).where(high, raised);
  }

  /** The cosine of the angle with sine x; two roots, so that the gradient at 1 is infinite. */
  private static Expr cosine(Expr x) {
    return Expr.constant(1).sub(x).sqrt().mul(x.add(1).sqrt());
  }

  /** The larger of two; a NaN, also when rounded down, which has no gradient. */
  private static Expr raised(Expr x, Expr low) {
    return x.ge(low).where(x, x.lt(low).where(low, x.floor()));
  }

  private static Expr lowered(Expr x, Expr high) {
    return x.le(high).where(x, x.gt(high).where(high, x.floor()));
  }

  /** The remainder with the sign of the divisor, as Python's {@code %}. */
  private static Expr remainder(Expr x, Expr y) {
    Expr r = x.fmod(y);
    Expr otherSide = r.ne(0).logicalAnd(r.lt(0).logicalXor(y.lt(0)));
    return otherSide.where(r.add(y), r);
  }
}
