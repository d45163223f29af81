package dev.narae;

/** Numbers sorted into bins. */
final class Bins {
  private Bins() {}

  static Tensor weighted(Tensor numbers, Tensor weights, long minLength) {
    if (numbers.rank() != 1 || !numbers.shape().equals(weights.shape())) {
      throw new ShapeException(
          "bincount: numbers of shape %s and weights of shape %s must be vectors of equal size"
              .formatted(numbers.shape(), weights.shape()));
    }
    if (numbers.dtype().isFloating()) {
      throw new DTypeException(
          "bincount: the numbers are %s; they must be integers: convert with to(DType.I64)"
              .formatted(numbers.dtype()));
    }
    if (minLength < 0) {
      throw new IllegalArgumentException(
          "bincount: the least size is %d; it must not be negative".formatted(minLength));
    }
    long size = minLength;
    Tensor index = numbers.to(DType.I64);
    if (numbers.size() > 0) {
      long low = index.amin().toLong();
      if (low < 0) {
        throw new IllegalArgumentException(
            "bincount: the number %d is negative; only 0, 1, … are counted".formatted(low));
      }
      size = Math.max(size, index.amax().toLong() + 1);
    }
    return Tensor.zeros(Shape.of(size), weights.dtype(), weights.device())
        .scatterAdd(0, index, weights);
  }

  static Counting.Histogram histogram(Tensor input, long bins, double low, double high) {
    input.requireFloating("histogram");
    boolean ordered = low < high && Double.isFinite(high - low);
    if (bins < 1 || !ordered) {
      throw new IllegalArgumentException(
          "histogram: %d bins from %s to %s; use 1 bin or more, and finite limits in order"
              .formatted(bins, low, high));
    }
    Device device = input.device();
    // Half precision is too coarse for limits, and overflows when it counts.
    DType dtype = input.dtype().promote(DType.F32);
    Tensor places = Tensor.arange(bins + 1, DType.F64, device);
    Tensor end = Tensor.full(Shape.scalar(), high, DType.F64, device);
    Tensor linear = places.mul((high - low) / bins).add(low);
    Tensor edges = places.ge(bins).where(end, linear).to(dtype);
    Tensor flat = input.detach().flatten().to(dtype);
    Tensor bin = search("histogram", edges, flat, true).sub(1L);
    // The upper limit belongs to the last bin; what lies outside goes to one that is left out.
    bin = flat.eq(edges.select(0, bins)).where(whole(bins - 1, device), bin);
    bin = bin.lt(0L).where(whole(bins, device), bin);
    Tensor ones = Tensor.ones(flat.shape(), DType.I64, device);
    Tensor counts = weighted(bin, ones, bins + 1).narrow(0, 0, bins).to(dtype);
    return new Counting.Histogram(counts, edges);
  }

  private static Tensor whole(long value, Device device) {
    return Creation.full(Shape.scalar(), value, DType.I64, device);
  }

  /**
   * The number of elements before each value, found by halving: each step adds a power of two if
   * what lies there is still before the value. A NaN comes after all numbers.
   */
  static Tensor search(String name, Tensor sorted, Tensor values, boolean right) {
    int last = sorted.rank() - 1;
    boolean shared = last == 0;
    boolean fits =
        shared
            || (last >= 0
                && values.rank() == sorted.rank()
                && values.shape().with(last, 1).equals(sorted.shape().with(last, 1)));
    if (!fits) {
      throw new ShapeException(
          "%s: sorted numbers of shape %s and values of shape %s; use a vector, or equal leading sizes"
              .formatted(name, sorted.shape(), values.shape()));
    }
    try (Scope scope = Scope.open(name);
        var _ = Grad.noGrad()) {
      Tensor wanted = shared ? values.flatten() : values;
      return scope.keep(search(sorted, wanted, last, right).reshape(values.shape()));
    }
  }

  private static Tensor search(Tensor sorted, Tensor values, int axis, boolean right) {
    long extent = sorted.dim(axis);
    Tensor before = Tensor.zeros(values.shape(), DType.I64, values.device());
    for (long step = Long.highestOneBit(extent); step > 0; step /= 2) {
      Tensor next = before.add(step);
      Tensor there = Dispatch.run(new GatherOp(axis, true), sorted, next.minimum(extent).sub(1L));
      Tensor beyond = right ? there.gt(values) : there.ge(values);
      Tensor advances = next.le(extent).logicalAnd(beyond.logicalNot());
      before = advances.where(next, before);
    }
    return before;
  }
}
