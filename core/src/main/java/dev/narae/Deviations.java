package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;

/** The root that leads from a variance to a standard deviation. */
final class Deviations {
  /** The square root, with gradient 0 at 0: equal elements pull nowhere. */
  static final Formula ROOT = Formula.unary("std", Deviations::root);

  private Deviations() {}

  /** The inner choice keeps the pole of the root's derivative out of the product with 0. */
  private static Expr root(Expr variance) {
    Expr none = variance.eq(Expr.constant(0));
    return none.where(Expr.constant(0), none.where(Expr.constant(1), variance).sqrt());
  }
}
