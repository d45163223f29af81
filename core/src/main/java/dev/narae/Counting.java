package dev.narae;

/** Distinct elements, how often they occur, and where numbers belong among sorted ones. */
public sealed interface Counting permits Tensor {

  /**
   * The distinct elements of a tensor.
   *
   * @param values the distinct elements, a vector
   * @param inverse for each element its position in {@code values}, I64, in the tensor's shape
   * @param counts how often each distinct element occurs, I64
   */
  record Unique(Tensor values, Tensor inverse, Tensor counts) {}

  /** The distinct elements of the flattened tensor in ascending order; every NaN counts apart. */
  default Unique unique() {
    try (Scope scope = Scope.open("unique");
        var _ = Grad.noGrad()) {
      Located sorted = self().flatten().sort(0);
      return Runs.of(sorted.values(), sorted.positions(), self().shape(), scope);
    }
  }

  /** The flattened tensor with one of each run of equal elements; every NaN counts apart. */
  default Unique uniqueConsecutive() {
    try (Scope scope = Scope.open("uniqueConsecutive");
        var _ = Grad.noGrad()) {
      Tensor flat = self().flatten();
      Tensor places = Tensor.arange(flat.size(), DType.I64, flat.device());
      return Runs.of(flat, places, self().shape(), scope);
    }
  }

  /** How often each of the numbers 0, 1, … up to the largest occurs in a vector, I64. */
  default Tensor bincount() {
    return bincount(0);
  }

  /** How often each of the numbers 0, 1, … occurs in a vector, I64; at least {@code minLength}. */
  default Tensor bincount(long minLength) {
    Tensor ones = Tensor.ones(self().shape(), DType.I64, self().device());
    return Bins.weighted(self(), ones, minLength);
  }

  /**
   * The sum of the weights where each of the numbers 0, 1, … occurs in a vector, in the weights'
   * dtype.
   *
   * @param weights one an element
   * @param minLength the least size of the result
   * @throws IllegalArgumentException if a number is negative
   */
  default Tensor bincount(Tensor weights, long minLength) {
    return Bins.weighted(self(), weights, minLength);
  }

  /**
   * How many elements lie in each of several intervals.
   *
   * @param counts one an interval, in the dtype of the elements, F32 for halves
   * @param edges the limits of the intervals, one more
   */
  record Histogram(Tensor counts, Tensor edges) {}

  /** {@link #histogram(long, double, double)} from the smallest to the largest element. */
  default Histogram histogram(long bins) {
    self().requireFloating("histogram");
    if (self().size() == 0) {
      return histogram(bins, 0, 1);
    }
    double low = self().amin().item();
    double high = self().amax().item();
    return low == high ? histogram(bins, low - 0.5, high + 0.5) : histogram(bins, low, high);
  }

  /**
   * How many elements lie in each of {@code bins} equal intervals. The last one includes its upper
   * limit; elements outside, and NaN, are not counted.
   *
   * @throws DTypeException if the dtype is not floating
   * @throws IllegalArgumentException if there is no interval, or the limits are not in order
   */
  default Histogram histogram(long bins, double low, double high) {
    return Bins.histogram(self(), bins, low, high);
  }

  /** {@link #searchsorted(Tensor, boolean)} before equal elements. */
  default Tensor searchsorted(Tensor values) {
    return searchsorted(values, false);
  }

  /**
   * Where in this ascending tensor each value belongs, I64 in the values' shape: the number of
   * elements less than it.
   *
   * @param values any shape for a vector, else (…, n) with the same leading sizes
   * @param right whether elements equal to a value count as less
   */
  default Tensor searchsorted(Tensor values, boolean right) {
    return Bins.search("searchsorted", self(), values, right);
  }

  /** {@link #bucketize(Tensor, boolean)} with intervals that include their upper limit. */
  default Tensor bucketize(Tensor boundaries) {
    return bucketize(boundaries, false);
  }

  /**
   * The number of the interval that each element lies in, I64.
   *
   * @param boundaries an ascending vector
   * @param right whether an element that equals a boundary belongs to the interval above it
   */
  default Tensor bucketize(Tensor boundaries, boolean right) {
    if (boundaries.rank() != 1) {
      throw new ShapeException(
          "bucketize: the boundaries have shape %s; they must be a vector"
              .formatted(boundaries.shape()));
    }
    return Bins.search("bucketize", boundaries, self(), right);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
