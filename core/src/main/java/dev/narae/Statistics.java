package dev.narae;

import dev.narae.spi.ReduceKind;
import java.util.List;

/** Reductions with several results, and such that leave NaN out. */
public sealed interface Statistics permits Tensor {

  /**
   * A variance and a mean.
   *
   * @param variance that of {@link Reductions#var}
   * @param mean that of {@link Reductions#mean}
   */
  record Moments(Tensor variance, Tensor mean) {}

  /**
   * Extreme elements.
   *
   * @param smallest that of {@link Reductions#amin}
   * @param largest that of {@link Reductions#amax}
   */
  record Extremes(Tensor smallest, Tensor largest) {}

  /** The unbiased variance and the mean. */
  default Moments varMean(int... dims) {
    return varMean(1, false, dims);
  }

  /** The variance with divisor n - correction, and the mean. */
  default Moments varMean(int correction, boolean keepDim, int... dims) {
    return new Moments(self().var(correction, keepDim, dims), self().mean(keepDim, dims));
  }

  /** The smallest and the largest element. */
  default Extremes aminmax(int... dims) {
    return aminmax(false, dims);
  }

  /** The smallest and the largest element; equal ones share the gradient. */
  default Extremes aminmax(boolean keepDim, int... dims) {
    return new Extremes(self().amin(keepDim, dims), self().amax(keepDim, dims));
  }

  /** The largest elements along a dimension and their positions, the first at ties. */
  default Located max(int dim) {
    return max(dim, false);
  }

  /** The largest elements along a dimension and their positions, the first at ties; NaN is. */
  default Located max(int dim, boolean keepDim) {
    return located(dim, keepDim, self().argmax(dim, true));
  }

  /** The smallest elements along a dimension and their positions, the first at ties. */
  default Located min(int dim) {
    return min(dim, false);
  }

  /** The smallest elements along a dimension and their positions, the first at ties; NaN is. */
  default Located min(int dim, boolean keepDim) {
    return located(dim, keepDim, self().argmin(dim, true));
  }

  private Located located(int dim, boolean keepDim, Tensor positions) {
    int axis = self().shape().axis("max", dim);
    Located kept = Located.at(self(), axis, positions);
    return keepDim ? kept : kept.squeeze(axis);
  }

  /** How many elements differ from 0, as I64. */
  default Tensor countNonzero(int... dims) {
    return self().ne(0L).sum(dims);
  }

  /** The sum of the elements that are not NaN; floating dtypes stay, others become I64. */
  default Tensor nansum(int... dims) {
    return nansum(false, dims);
  }

  /** The sum of the elements that are not NaN; floating dtypes stay, others become I64. */
  default Tensor nansum(boolean keepDim, int... dims) {
    if (!self().dtype().isFloating()) {
      return self().sum(keepDim, dims);
    }
    boolean[] axes = Axes.of("nansum", self().shape(), dims);
    Shape target = Axes.reduced(self().shape(), axes);
    Tensor kept =
        Dispatch.run(
            new ReduceOp(
                "nansum", ReduceKind.SUM, Arguments.WITHOUT_NAN, List.of(), target, self().dtype()),
            self());
    return keepDim ? kept : Axes.drop(kept, axes);
  }

  /** The mean of the elements that are not NaN; NaN if there is none. */
  default Tensor nanmean(int... dims) {
    return nanmean(false, dims);
  }

  /** The mean of the elements that are not NaN; NaN if there is none. */
  default Tensor nanmean(boolean keepDim, int... dims) {
    self().requireFloating("nanmean");
    Tensor count = self().isNaN().logicalNot().sum(keepDim, dims);
    return Halves.apply(self(), x -> x.nansum(keepDim, dims).div(count));
  }

  /** {@link #cov(int)} with the divisor n - 1. */
  default Tensor cov() {
    return cov(1);
  }

  /**
   * The covariances of variables, which are the rows of a matrix of observations, as a square
   * matrix; of a vector, which is one variable, a single number.
   *
   * @param correction what is subtracted from the number of observations in the divisor
   * @throws ShapeException if there are more than two dimensions
   */
  default Tensor cov(int correction) {
    return Covariances.of("cov", self(), correction);
  }

  /** The coefficients of correlation of variables, which are the rows of a matrix. */
  default Tensor corrcoef() {
    return Covariances.correlations(self());
  }

  /** Differences of neighbours along a dimension, which becomes one shorter. */
  default Tensor diff(int dim) {
    int axis = self().shape().axis("diff", dim);
    long extent = Math.max(1, self().dim(axis));
    long less = Math.min(1, self().dim(axis));
    Tensor later = self().narrow(axis, less, extent - 1);
    Tensor earlier = self().narrow(axis, 0, extent - 1);
    return self().dtype() == DType.BOOL ? later.ne(earlier) : later.sub(earlier);
  }

  /** All choices of r elements of a vector as rows, in the order of their positions. */
  default Tensor combinations(int r) {
    return combinations(r, false);
  }

  /**
   * All choices of r elements of a vector as rows.
   *
   * @param withReplacement whether an element may be chosen several times
   */
  default Tensor combinations(int r, boolean withReplacement) {
    return Joins.combinations(self(), r, withReplacement);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
