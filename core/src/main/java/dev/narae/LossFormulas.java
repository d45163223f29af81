package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;

/** The losses of single elements x (input 0) against targets t (input 1). */
final class LossFormulas {
  static final Formula SQUARED = Formula.binary("mseLoss", (x, t) -> x.sub(t).square());
  static final Formula ABSOLUTE = Formula.binary("l1Loss", (x, t) -> x.sub(t).abs());
  static final Formula HUBER =
      Formula.of("huberLoss", 2, 1, huber(difference(), Expr.scalar(0), Expr.scalar(0)));
  static final Formula SMOOTH_L1 =
      Formula.of("smoothL1Loss", 2, 1, huber(difference(), Expr.scalar(0), Expr.constant(1)));

  /** t log t - t x, where 0 log 0 is 0. */
  static final Formula DIVERGENCE = Formula.binary("klDiv", (x, t) -> t.xlogy(t).sub(t.mul(x)));

  /** The same for targets given as logarithms. */
  static final Formula LOG_DIVERGENCE = Formula.binary("klDiv", (x, t) -> t.exp().mul(t.sub(x)));

  /** (1 - t) x + (1 + (p - 1) t) softplus(-x), with the weight p of positive targets. */
  static final Formula LOGITS =
      Formula.binary(
          "binaryCrossEntropyWithLogits", (x, t) -> t.rsub(1).mul(x).add(x.neg().softplus()));

  static final Formula LOGITS_WITH_POSITIVE_WEIGHT =
      Formula.of(
          "binaryCrossEntropyWithLogits",
          3,
          0,
          weightedLogits(Expr.arg(0), Expr.arg(1), Expr.arg(2)));

  static final Formula POISSON_OF_LOG =
      Formula.binary("poissonNllLoss", (x, t) -> x.exp().sub(t.mul(x)));
  static final Formula POISSON =
      Formula.of(
          "poissonNllLoss",
          2,
          1,
          Expr.arg(0).sub(Expr.arg(1).mul(Expr.arg(0).add(Expr.scalar(0)).log())));

  /** Stirling's approximation of log t!, for t above 1. */
  static final Formula STIRLING = Formula.unary("poissonNllLoss", LossFormulas::stirling);

  /** Half of log v + (x - t)² / v, with the variance v as input 2. */
  static final Formula GAUSSIAN =
      Formula.of(
          "gaussianNllLoss",
          3,
          0,
          difference().square().div(Expr.arg(2)).add(Expr.arg(2).log()).mul(0.5));

  private LossFormulas() {}

  private static Expr difference() {
    return Expr.arg(0).sub(Expr.arg(1));
  }

  /** A parabola up to the limit and a line of that slope beyond; smoothL1 divides by the limit. */
  private static Expr huber(Expr d, Expr limit, Expr slope) {
    Expr near = d.abs().lt(limit);
    // The parabola of an infinite difference has an infinite slope, and 0 times that is no number.
    Expr inner = near.where(d, Expr.constant(0));
    Expr parabola = inner.square().mul(0.5).div(limit).mul(slope);
    Expr line = d.abs().sub(limit.mul(0.5)).mul(slope);
    return near.where(parabola, line);
  }

  private static Expr weightedLogits(Expr x, Expr t, Expr positive) {
    Expr weight = positive.sub(1).mul(t).add(1);
    return t.rsub(1).mul(x).add(weight.mul(x.neg().softplus()));
  }

  private static Expr stirling(Expr t) {
    Expr large = t.gt(1).where(t, Expr.constant(2));
    Expr value = large.mul(large.log()).sub(large).add(large.mul(2 * Math.PI).log().mul(0.5));
    return t.gt(1).where(value, Expr.constant(0));
  }
}
