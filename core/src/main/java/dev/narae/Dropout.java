package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;

/** The formula of dropout: input x; scalars the random key and the probability of a zero. */
final class Dropout {
  static final Formula FORMULA = Formula.of("dropout", 1, 2, body());

  private Dropout() {}

  private static Expr body() {
    Expr p = Expr.scalar(1);
    // With a probability of 1 nothing is kept, and the derivative of what is not must be a number.
    Expr share = p.lt(1).where(Expr.constant(1).sub(p), Expr.constant(1));
    Expr kept = Expr.arg(0).div(share);
    return Expr.uniform(0, 0).lt(p).where(Expr.constant(0), kept);
  }
}
