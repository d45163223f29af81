package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/** Variances and standard deviations. */
final class Deviations {
  /** The square root, with gradient 0 at 0: equal elements pull nowhere. */
  private static final Formula ROOT = Formula.unary("std", Deviations::root);

  private Deviations() {}

  static Tensor of(Tensor x, int correction, boolean keepDim, int... dims) {
    return variance("std", x, correction, keepDim, dims).apply(ROOT, List.of());
  }

  static Tensor variance(String op, Tensor x, int correction, boolean keepDim, int... dims) {
    x.requireFloating(op);
    long count = Axes.count(x.shape(), Axes.of(op, x.shape(), dims));
    double divisor = Math.max(count - correction, 0);
    return x.sub(x.mean(true, dims)).square().sum(keepDim, dims).div(divisor);
  }

  /** The inner choice keeps the pole of the root's derivative out of the product with 0. */
  private static Expr root(Expr variance) {
    Expr none = variance.eq(Expr.constant(0));
    return none.where(Expr.constant(0), none.where(Expr.constant(1), variance).sqrt());
  }
}
