package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/** Samples of classes that can be differentiated. */
final class Gumbel {
  /** Below the least number above 0 that is drawn: the noise stays finite. */
  private static final double LEAST = 0x1p-54;

  /** (x - log(-log(u))) / tau for a uniform u of the first scalar as key. */
  private static final Formula NOISY =
      Formula.of(
          "gumbelSoftmax",
          1,
          2,
          Expr.arg(0)
              .sub(Expr.uniform(0, 0).clampMin(LEAST).log().neg().log())
              .div(Expr.scalar(1)));

  private Gumbel() {}

  static Tensor softmax(Tensor x, double tau, boolean hard, int dim) {
    x.requireFloating("gumbelSoftmax");
    int axis = x.shape().axis("gumbelSoftmax", dim);
    if (!(tau > 0)) {
      throw new IllegalArgumentException(
          "gumbelSoftmax: tau is %s; it must be above 0".formatted(tau));
    }
    Tensor soft = x.apply(NOISY, List.of(), Generator.global().nextKey(), tau).softmax(axis);
    return hard ? straightThrough(soft, axis) : soft;
  }

  /** 1 at the largest and 0 elsewhere, with the gradient of what it was. */
  private static Tensor straightThrough(Tensor soft, int axis) {
    Tensor constant = soft.detach();
    Shape along = Shape.of(soft.dim(axis));
    for (int i = axis + 1; i < soft.rank(); i++) {
      along = along.insert(along.rank(), 1);
    }
    Tensor classes = Tensor.arange(soft.dim(axis), DType.I64, soft.device()).reshape(along);
    Tensor chosen = classes.eq(constant.argmax(axis, true)).to(soft.dtype());
    return soft.sub(constant).add(chosen);
  }
}
