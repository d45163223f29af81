package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;

/** The formulas of {@link MetricLosses}, with the margin as runtime scalar. */
final class MetricFormulas {
  private static final Expr X = Expr.arg(0);
  private static final Expr Y = Expr.arg(1);
  private static final Expr MARGIN = Expr.scalar(0);

  static final Formula RANKING =
      Formula.of("marginRankingLoss", 3, 1, hinge(MARGIN.sub(Expr.arg(2).mul(X.sub(Y)))));

  /** Y is the target; one that is neither 1 nor -1 has both terms. */
  static final Formula HINGE =
      Formula.of(
          "hingeEmbeddingLoss",
          2,
          1,
          Y.ne(1)
              .where(hinge(MARGIN.sub(X)), Expr.constant(0))
              .add(Y.ne(-1).where(X, Expr.constant(0))));

  static final Formula SOFT_MARGIN =
      Formula.binary("softMarginLoss", (x, t) -> t.neg().mul(x).softplus());

  static final Formula COSINE =
      Formula.of(
          "cosineEmbeddingLoss",
          2,
          1,
          Y.eq(1).where(X.rsub(1), Y.eq(-1).where(hinge(X.sub(MARGIN)), Expr.constant(0))));

  static final Formula TRIPLET = Formula.of("tripletMarginLoss", 2, 1, hinge(X.sub(Y).add(MARGIN)));

  private MetricFormulas() {}

  private static Expr hinge(Expr x) {
    return x.clampMin(0.0);
  }
}
