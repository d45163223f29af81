package dev.narae;

import dev.narae.spi.Backend;
import java.lang.ref.Reference;

/**
 * Elements in order along a dimension. Sorting is stable, -0 equals 0, and a NaN is larger than any
 * number. Dimensions may be negative to count from the last.
 */
public sealed interface Ordering permits Tensor {

  /** The elements in ascending order. */
  default Located sort(int dim) {
    return sort(dim, false);
  }

  /** The elements in ascending or descending order. */
  default Located sort(int dim, boolean descending) {
    Tensor[] sorted =
        Dispatch.runAll(new SortOp(self().shape().axis("sort", dim), descending), self());
    return new Located(sorted[0], sorted[1]);
  }

  /** Where the elements in ascending order are, I64. */
  default Tensor argsort(int dim) {
    return argsort(dim, false);
  }

  /** Where the elements in ascending or descending order are, I64. */
  default Tensor argsort(int dim, boolean descending) {
    return positions("argsort", self().shape().axis("argsort", dim), descending);
  }

  private Tensor positions(String name, int axis, boolean descending) {
    Tensor input = self().detach();
    try (Scope scope = Scope.open(name)) {
      return scope.keep(Dispatch.runAll(new SortOp(axis, descending), input)[1]);
    }
  }

  /** Where the first k elements in order are; the others need not be sorted. */
  private Tensor first(String name, int axis, long k, boolean descending) {
    Tensor input = self().detach();
    Backend backend = Dispatch.backend(name, input);
    Tensor found = Tensor.allocate(backend, input.shape().with(axis, k), DType.I64);
    boolean selected;
    try {
      selected = backend.trySelect(input.view(), axis, descending, found.target());
    } finally {
      Reference.reachabilityFence(input);
    }
    return selected ? found : positions(name, axis, descending).narrow(axis, 0, k).copy();
  }

  /** The k largest elements, in descending order. */
  default Located topk(long k, int dim) {
    return topk(k, dim, true);
  }

  /**
   * The k largest elements in descending order, or the k smallest in ascending order.
   *
   * @throws IllegalArgumentException if there are fewer than k, or k is negative
   */
  default Located topk(long k, int dim, boolean largest) {
    int axis = self().shape().axis("topk", dim);
    if (k < 0 || k > self().dim(axis)) {
      throw new IllegalArgumentException(
          "topk: %d elements of dimension %d of shape %s were asked for; use 0 to %d"
              .formatted(k, dim, self().shape(), self().dim(axis)));
    }
    Tensor chosen = first("topk", axis, k, largest);
    return Located.at(self(), axis, chosen);
  }

  /** The k-th smallest element of each line, counted from 1, without the dimension. */
  default Located kthvalue(long k, int dim) {
    return kthvalue(k, dim, false);
  }

  /**
   * The k-th smallest element of each line, counted from 1.
   *
   * @param keepDim whether the dimension stays with extent 1
   * @throws IllegalArgumentException if there is no k-th element
   */
  default Located kthvalue(long k, int dim, boolean keepDim) {
    int axis = self().shape().axis("kthvalue", dim);
    if (k < 1 || k > self().dim(axis)) {
      throw new IllegalArgumentException(
          "kthvalue: element %d of dimension %d of shape %s was asked for; use 1 to %d"
              .formatted(k, dim, self().shape(), self().dim(axis)));
    }
    Tensor chosen = first("kthvalue", axis, k, false).narrow(axis, k - 1, 1).copy();
    Located kept = Located.at(self(), axis, chosen);
    return keepDim ? kept : kept.squeeze(axis);
  }

  /**
   * The median of all elements, the lower one of an even number; NaN if one is. Equal elements
   * share its gradient.
   */
  default Tensor median() {
    return Dispatch.run(new MedianOp(), self());
  }

  /** The median of each line, without the dimension. */
  default Located median(int dim) {
    return median(dim, false);
  }

  /**
   * The median of each line, the lower one of an even number; NaN if one is.
   *
   * @param keepDim whether the dimension stays with extent 1
   * @throws ShapeException if a line is empty
   */
  default Located median(int dim, boolean keepDim) {
    int axis = self().shape().axis("median", dim);
    Located kept = Quantiles.median(self(), axis);
    return keepDim ? kept : kept.squeeze(axis);
  }

  /** The q-th quantile of all elements, between two by linear interpolation. */
  default Tensor quantile(double q) {
    return Quantiles.quantile(self().flatten(), q, 0).squeeze(0);
  }

  /** The q-th quantile of each line, without the dimension. */
  default Tensor quantile(double q, int dim) {
    return quantile(q, dim, false);
  }

  /**
   * The q-th quantile of each line, between two elements by linear interpolation; NaN if one is.
   *
   * @param q in [0, 1]
   * @param keepDim whether the dimension stays with extent 1
   */
  default Tensor quantile(double q, int dim, boolean keepDim) {
    int axis = self().shape().axis("quantile", dim);
    Tensor kept = Quantiles.quantile(self(), q, axis);
    return keepDim ? kept : kept.squeeze(axis);
  }

  /** Several quantiles of all elements, as a vector. */
  default Tensor quantile(double[] q) {
    return self().flatten().quantile(q, 0, false);
  }

  /** Several quantiles of each line, along a new first dimension. */
  default Tensor quantile(double[] q, int dim) {
    return quantile(q, dim, false);
  }

  /**
   * Several quantiles of each line, along a new first dimension; each line is sorted once.
   *
   * @param q at least one, each in [0, 1]
   * @param keepDim whether the dimension stays with extent 1
   */
  default Tensor quantile(double[] q, int dim, boolean keepDim) {
    int axis = self().shape().axis("quantile", dim);
    if (q.length == 0) {
      throw new IllegalArgumentException("quantile: there is no q; give at least one");
    }
    Tensor all = Tensor.stack(0, Quantiles.quantiles(self(), axis, q).toArray(Tensor[]::new));
    return keepDim ? all : all.squeeze(axis + 1);
  }

  /** The most frequent element of each line, the smallest of several; without the dimension. */
  default Located mode(int dim) {
    return mode(dim, false);
  }

  /**
   * The most frequent element of each line, the smallest of several, and its last position; NaN
   * counts as one number.
   *
   * @param keepDim whether the dimension stays with extent 1
   * @throws ShapeException if a line is empty
   */
  default Located mode(int dim, boolean keepDim) {
    int axis = self().shape().axis("mode", dim);
    Located kept = Modes.of(self(), axis);
    return keepDim ? kept : kept.squeeze(axis);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
