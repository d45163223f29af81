package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/**
 * A linear rule along one dimension: output i is the sum over k of weights[i, k] · x[positions[i,
 * k]]. A weight of 0 leaves its element out, be it infinite or NaN.
 *
 * @param positions (outputs, taps), I64, in range
 * @param weights (outputs, taps) of the input's dtype
 */
record Taps(Tensor positions, Tensor weights) {
  private static final Formula WEIGHED =
      Formula.binary("weighed", (x, weight) -> weight.eq(0).where(Expr.constant(0), x.mul(weight)));

  /** The rule along a dimension of a tensor. */
  Tensor apply(Tensor x, int axis) {
    long outputs = positions.dim(0);
    long taps = positions.dim(1);
    Tensor parts = pick(x, axis, positions.flatten());
    Shape apart = x.shape().with(axis, outputs).insert(axis + 1, taps);
    Tensor spread = column(weights, apart, axis);
    Shape target = apart.with(axis + 1, 1);
    return ReduceOp.sumTo(target, WEIGHED, List.of(), x.dtype(), parts.reshape(apart), spread)
        .reshape(x.shape().with(axis, outputs));
  }

  /** The elements at some positions of a dimension, which are known to be in range. */
  static Tensor pick(Tensor x, int axis, Tensor positions) {
    Shape target = x.shape().with(axis, positions.dim(0));
    long[] column = new long[x.rank()];
    java.util.Arrays.fill(column, 1);
    column[axis] = positions.dim(0);
    return Dispatch.run(
        new GatherOp(axis, true), x, positions.reshape(Shape.of(column)).expand(target));
  }

  /** (outputs, taps) as extents 1 but for the two dimensions from the axis on. */
  private static Tensor column(Tensor weights, Shape apart, int axis) {
    long[] sizes = new long[apart.rank()];
    java.util.Arrays.fill(sizes, 1);
    sizes[axis] = weights.dim(0);
    sizes[axis + 1] = weights.dim(1);
    return weights.reshape(Shape.of(sizes));
  }
}
