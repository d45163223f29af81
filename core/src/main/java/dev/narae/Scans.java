package dev.narae;

import dev.narae.spi.ReduceKind;

/**
 * Running sums, products and extrema along a dimension: element i of the result joins elements 0 to
 * i. Dimensions may be negative to count from the last.
 */
public sealed interface Scans permits Tensor {

  /** Running sums; floating dtypes stay, others become I64. */
  default Tensor cumsum(int dim) {
    return scan("cumsum", ReduceKind.SUM, dim);
  }

  /** Running products; floating dtypes stay, others become I64. */
  default Tensor cumprod(int dim) {
    return scan("cumprod", ReduceKind.PROD, dim);
  }

  private Tensor scan(String name, ReduceKind kind, int dim) {
    int axis = self().shape().axis(name, dim);
    Tensor wide = self().dtype().isFloating() ? self() : self().to(DType.I64);
    return Dispatch.run(new ScanOp(name, kind, axis, false), wide);
  }

  /** Running maxima, the last of equal ones; a NaN stays from where it is met. */
  default Located cummax(int dim) {
    return extrema("cummax", ReduceKind.MAX, dim);
  }

  /** Running minima, the last of equal ones; a NaN stays from where it is met. */
  default Located cummin(int dim) {
    return extrema("cummin", ReduceKind.MIN, dim);
  }

  private Located extrema(String name, ReduceKind kind, int dim) {
    int axis = self().shape().axis(name, dim);
    Tensor positions;
    try (var _ = Grad.noGrad()) {
      Tensor running = Dispatch.run(new ScanOp(name, kind, axis, false), self());
      // The latest position at which the element itself is the extremum.
      Tensor hits = self().eq(running).logicalOr(self().isNaN());
      Tensor places = Lines.positions(self(), axis);
      Tensor held = hits.where(places, Tensor.zeros(Shape.scalar(), DType.I64, self().device()));
      positions = Dispatch.run(new ScanOp(name, ReduceKind.MAX, axis, false), held);
    }
    return Located.at(self(), axis, positions);
  }

  /**
   * The logarithms of running sums of e^x, without overflow or underflow. An infinite element above
   * the others has the whole gradient of the sums that it is in.
   *
   * @throws DTypeException if the dtype is not floating
   */
  default Tensor logcumsumexp(int dim) {
    self().requireFloating("logcumsumexp");
    int axis = self().shape().axis("logcumsumexp", dim);
    long extent = self().dim(axis);
    Tensor result = self();
    // Each step doubles how many elements are joined.
    for (long step = 1; step < extent; step *= 2) {
      Tensor later = result.narrow(axis, step, extent - step);
      Tensor earlier = result.narrow(axis, 0, extent - step);
      result = Tensor.cat(axis, result.narrow(axis, 0, step), later.logaddexp(earlier));
    }
    return extent > 1 ? result : result.alias();
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
