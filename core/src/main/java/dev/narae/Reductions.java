package dev.narae;

import dev.narae.spi.ReduceKind;

/**
 * Reductions over some dimensions, or over all when none is given. Dimensions may be negative to
 * count from the last; with {@code keepDim} the reduced dimensions stay with extent 1.
 */
public sealed interface Reductions permits Tensor {

  /** The sum; floating dtypes stay, others become I64. Of nothing: 0. */
  default Tensor sum(int... dims) {
    return sum(false, dims);
  }

  /** The sum; floating dtypes stay, others become I64. Of nothing: 0. */
  default Tensor sum(boolean keepDim, int... dims) {
    return total("sum", ReduceKind.SUM, keepDim, dims);
  }

  /** The arithmetic mean of a floating tensor; of nothing: NaN. */
  default Tensor mean(int... dims) {
    return mean(false, dims);
  }

  /**
   * The arithmetic mean of a floating tensor; of nothing: NaN.
   *
   * @throws DTypeException if the dtype is not floating
   */
  default Tensor mean(boolean keepDim, int... dims) {
    self().requireFloating("mean");
    DType dtype = self().dtype();
    long count = Axes.count(self().shape(), Axes.of("mean", self().shape(), dims));
    Tensor sum = reduce("mean", ReduceKind.SUM, dtype.compute(), keepDim, dims);
    return sum.div((double) count).to(dtype);
  }

  /** The product; floating dtypes stay, others become I64. Of nothing: 1. */
  default Tensor prod(int... dims) {
    return prod(false, dims);
  }

  /** The product; floating dtypes stay, others become I64. Of nothing: 1. */
  default Tensor prod(boolean keepDim, int... dims) {
    return total("prod", ReduceKind.PROD, keepDim, dims);
  }

  /** The largest element; equal ones share the gradient; NaN if one is. */
  default Tensor amax(int... dims) {
    return amax(false, dims);
  }

  /**
   * The largest element; equal ones share the gradient; NaN if one is.
   *
   * @throws ShapeException if there is no element to reduce
   */
  default Tensor amax(boolean keepDim, int... dims) {
    Axes.requireElements("amax", self().shape(), dims);
    return reduce("amax", ReduceKind.MAX, self().dtype(), keepDim, dims);
  }

  /** The smallest element; equal ones share the gradient; NaN if one is. */
  default Tensor amin(int... dims) {
    return amin(false, dims);
  }

  /**
   * The smallest element; equal ones share the gradient; NaN if one is.
   *
   * @throws ShapeException if there is no element to reduce
   */
  default Tensor amin(boolean keepDim, int... dims) {
    Axes.requireElements("amin", self().shape(), dims);
    return reduce("amin", ReduceKind.MIN, self().dtype(), keepDim, dims);
  }

  /** The largest element of the whole tensor. */
  default Tensor max() {
    return amax();
  }

  /** The smallest element of the whole tensor. */
  default Tensor min() {
    return amin();
  }

  /** The variance of a floating tensor with divisor n - correction; 1 is the unbiased estimate. */
  default Tensor var(int correction, boolean keepDim, int... dims) {
    return Halves.apply(self(), x -> Deviations.variance("var", x, correction, keepDim, dims));
  }

  /** The unbiased variance. */
  default Tensor var(int... dims) {
    return var(1, false, dims);
  }

  /** The square root of {@link #var(int, boolean, int...)}; gradient 0 where that is 0. */
  default Tensor std(int correction, boolean keepDim, int... dims) {
    return Halves.apply(self(), x -> Deviations.of(x, correction, keepDim, dims));
  }

  /** The square root of the unbiased variance. */
  default Tensor std(int... dims) {
    return std(1, false, dims);
  }

  /** log(sum of e^x), without overflow. */
  default Tensor logsumexp(int... dims) {
    return logsumexp(false, dims);
  }

  /** log(sum of e^x), without overflow; of nothing: -infinity. */
  default Tensor logsumexp(boolean keepDim, int... dims) {
    self().requireFloating("logsumexp");
    boolean[] axes = Axes.of("logsumexp", self().shape(), dims);
    if (Axes.count(self().shape(), axes) == 0) {
      return self().sum(keepDim, dims).log();
    }
    Tensor largest = amax(true, dims).detach();
    Tensor shift =
        largest
            .isFinite()
            .where(largest, largest.mul(0).isNaN().where(Tensor.zerosLike(largest), largest));
    Tensor sum =
        Halves.apply(
            Casting.wide(self()), x -> x.sub(shift).exp().sum(true, dims).log().add(shift));
    return keepDim ? sum : Axes.drop(sum, axes);
  }

  /** Whether every element differs from 0; of nothing: true. */
  default Tensor all(int... dims) {
    return all(false, dims);
  }

  /** Whether every element differs from 0; of nothing: true. */
  default Tensor all(boolean keepDim, int... dims) {
    return self().logicalNot().any(keepDim, dims).logicalNot();
  }

  /** Whether some element differs from 0; of nothing: false. */
  default Tensor any(int... dims) {
    return any(false, dims);
  }

  /** Whether some element differs from 0; of nothing: false. */
  default Tensor any(boolean keepDim, int... dims) {
    return self().ne(0L).sum(keepDim, dims).ne(0L);
  }

  /** The position of the largest element of the whole tensor in row-major order, as I64. */
  default Tensor argmax() {
    return self().reshape(-1).argmax(0);
  }

  /** The position of the smallest element of the whole tensor in row-major order, as I64. */
  default Tensor argmin() {
    return self().reshape(-1).argmin(0);
  }

  /** The position of the largest element along a dimension as I64, the first at ties. */
  default Tensor argmax(int dim) {
    return argmax(dim, false);
  }

  /** The position of the largest element along a dimension as I64, the first at ties. */
  default Tensor argmax(int dim, boolean keepDim) {
    return argReduce(true, dim, keepDim);
  }

  /** The position of the smallest element along a dimension as I64, the first at ties. */
  default Tensor argmin(int dim) {
    return argmin(dim, false);
  }

  /** The position of the smallest element along a dimension as I64, the first at ties. */
  default Tensor argmin(int dim, boolean keepDim) {
    return argReduce(false, dim, keepDim);
  }

  private Tensor argReduce(boolean largest, int dim, boolean keepDim) {
    int axis = self().shape().axis(largest ? "argmax" : "argmin", dim);
    Tensor kept = Dispatch.run(new ArgReduceOp(largest, axis), self());
    return keepDim ? kept : kept.squeeze(axis);
  }

  private Tensor total(String op, ReduceKind kind, boolean keepDim, int... dims) {
    DType own = self().dtype();
    DType dtype = !own.isFloating() ? DType.I64 : Casting.isOn() ? own.compute() : own;
    return reduce(op, kind, dtype, keepDim, dims);
  }

  private Tensor reduce(String op, ReduceKind kind, DType dtype, boolean keepDim, int... dims) {
    boolean[] axes = Axes.of(op, self().shape(), dims);
    Shape target = Axes.reduced(self().shape(), axes);
    Tensor kept = Dispatch.run(ReduceOp.of(op, kind, target, dtype), self());
    return keepDim ? kept : Axes.drop(kept, axes);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
