package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;

/** The formula of {@link Comparing#isClose(Tensor, double, double)}. */
final class Closeness {
  static final Formula FORMULA =
      Formula.of(
          "isClose", 2, 2, formula(Expr.arg(0), Expr.arg(1), Expr.scalar(0), Expr.scalar(1)));

  /** The same, and a NaN is close to another. */
  static final Formula WITH_NAN =
      Formula.of(
          "isClose",
          2,
          2,
          formula(Expr.arg(0), Expr.arg(1), Expr.scalar(0), Expr.scalar(1))
              .logicalOr(Expr.arg(0).isNaN().logicalAnd(Expr.arg(1).isNaN())));

  private Closeness() {}

  private static Expr formula(Expr a, Expr b, Expr relative, Expr absolute) {
    Expr distance = a.sub(b).abs();
    Expr allowed = absolute.add(relative.mul(b.abs()));
    return a.eq(b).logicalOr(distance.isFinite().logicalAnd(distance.le(allowed)));
  }
}
