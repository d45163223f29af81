package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;

/** The formulas of in-place changes: input 0 is the tensor's own element. */
final class InPlaceFormulas {
  static final Formula ADD = Formula.binary("addInPlace", (x, y) -> x.add(y));
  static final Formula ADD_NUMBER = Formula.withScalar("addInPlace", (x, s) -> x.add(s));
  static final Formula ADD_SCALED =
      Formula.of("addInPlace", 2, 1, Expr.arg(0).add(Expr.arg(1).mul(Expr.scalar(0))));
  static final Formula SUB = Formula.binary("subInPlace", (x, y) -> x.sub(y));
  static final Formula SUB_NUMBER = Formula.withScalar("subInPlace", (x, s) -> x.sub(s));
  static final Formula MUL = Formula.binary("mulInPlace", (x, y) -> x.mul(y));
  static final Formula MUL_NUMBER = Formula.withScalar("mulInPlace", (x, s) -> x.mul(s));
  static final Formula DIV = Formula.binary("divInPlace", (x, y) -> x.div(y));
  static final Formula DIV_NUMBER = Formula.withScalar("divInPlace", (x, s) -> x.div(s));
  static final Formula POW_NUMBER = Formula.withScalar("powInPlace", (x, s) -> x.pow(s));
  static final Formula NEG = Formula.unary("negInPlace", x -> x.neg());
  static final Formula ABS = Formula.unary("absInPlace", x -> x.abs());
  static final Formula EXP = Formula.unary("expInPlace", x -> x.exp());
  static final Formula LOG = Formula.unary("logInPlace", x -> x.log());
  static final Formula SQRT = Formula.unary("sqrtInPlace", x -> x.sqrt());
  static final Formula TANH = Formula.unary("tanhInPlace", x -> x.tanh());
  static final Formula SIGMOID = Formula.unary("sigmoidInPlace", x -> x.sigmoid());
  static final Formula RELU = Formula.unary("reluInPlace", x -> x.relu());
  static final Formula CLAMP = Formula.of("clampInPlace", 1, 2, clamp());
  static final Formula FILL = Formula.of("fill", 1, 1, Expr.scalar(0));
  static final Formula COPY = Formula.of("copyFrom", 2, 0, Expr.arg(1));
  static final Formula MASKED_FILL =
      Formula.of("maskedFillInPlace", 2, 1, Expr.arg(1).where(Expr.scalar(0), Expr.arg(0)));
  static final Formula BERNOULLI =
      Formula.of("bernoulliInPlace", 1, 2, Expr.uniform(0, 0).lt(Expr.scalar(1)).asNumber());

  private InPlaceFormulas() {}

  private static Expr clamp() {
    Expr raised = Expr.arg(0).lt(Expr.scalar(0)).where(Expr.scalar(0), Expr.arg(0));
    return raised.gt(Expr.scalar(1)).where(Expr.scalar(1), raised);
  }
}
