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

  /** Inputs two elements and their weights. */
  private static final Formula TWO = together(2);

  /** Inputs four elements and their weights. */
  private static final Formula FOUR = together(4);

  private static Formula together(int taps) {
    Expr sum = WEIGHED.body();
    for (int k = 1; k < taps; k++) {
      sum = sum.add(Expr.arg(2 * k).apply(WEIGHED, List.of(Expr.arg(2 * k + 1))));
    }
    return Formula.of("weighed", 2 * taps, 0, sum);
  }

  /** The rule along a dimension of a tensor. */
  Tensor apply(Tensor x, int axis) {
    return Dispatch.run(new TapsOp(axis), x, positions, weights);
  }

  /** The rule in tensor code. */
  Tensor composite(Tensor x, int axis) {
    long taps = positions.dim(1);
    return taps == 2 || taps == 4
        ? few(x, axis, taps == 2 ? TWO : FOUR)
        : many(x, axis, positions.dim(0), taps);
  }

  /** The gradient of the rule in tensor code, for an input of the given shape. */
  Tensor gradient(Tensor g, int axis, Shape shape) {
    Shape apart = shape.with(axis, positions.dim(0)).insert(axis + 1, positions.dim(1));
    Tensor once = g.reshape(apart.with(axis + 1, 1));
    Tensor weighed =
        Dispatch.run(
            new MapOp(WEIGHED, List.of(), null), once.expand(apart), column(weights, apart, axis));
    Tensor flat = weighed.reshape(shape.with(axis, positions.size()));
    Tensor index = positions.reshape(column(shape.rank(), axis, positions.size()));
    return Tensor.zeros(shape, g.dtype(), g.device())
        .scatterAdd(axis, index.expand(flat.shape()), flat);
  }

  /** Each tap's elements side by side, and their sum as one kernel. */
  private Tensor few(Tensor x, int axis, Formula formula) {
    Tensor[] operands = new Tensor[formula.inputs()];
    for (int k = 0; k < operands.length; k += 2) {
      operands[k] = pick(x, axis, positions.select(1, k / 2));
      Tensor weight = weights.select(1, k / 2);
      operands[k + 1] = weight.reshape(column(x.rank(), axis, weight.dim(0)));
    }
    return Dispatch.run(new MapOp(formula, List.of(), null), operands);
  }

  private Tensor many(Tensor x, int axis, long outputs, long taps) {
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
    Tensor column = positions.reshape(column(x.rank(), axis, positions.dim(0)));
    return Dispatch.run(new GatherOp(axis, true), x, column.expand(target));
  }

  /** Extents 1 but for one dimension. */
  private static Shape column(int rank, int axis, long extent) {
    long[] sizes = new long[rank];
    java.util.Arrays.fill(sizes, 1);
    sizes[axis] = extent;
    return Shape.of(sizes);
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
