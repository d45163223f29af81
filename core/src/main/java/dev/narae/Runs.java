package dev.narae;

/** Runs of equal elements in a vector. */
final class Runs {
  private Runs() {}

  /**
   * One element of each run.
   *
   * @param elements a vector
   * @param positions where its elements were in a flattened tensor, a permutation
   * @param shape of that tensor
   * @param scope keeps the result
   */
  static Counting.Unique of(Tensor elements, Tensor positions, Shape shape, Scope scope) {
    long size = elements.size();
    Device device = elements.device();
    Tensor run = Tensor.zeros(Shape.of(size), DType.I64, device);
    long count = 0;
    if (size > 0) {
      Tensor changes = elements.narrow(0, 1, size - 1).ne(elements.narrow(0, 0, size - 1));
      Tensor first = Tensor.zeros(Shape.of(1), DType.I64, device);
      run = Tensor.cat(0, first, changes.to(DType.I64)).cumsum(0);
      count = run.select(0, size - 1).toLong() + 1;
    }
    Tensor values = Tensor.zeros(Shape.of(count), elements.dtype(), device);
    Tensor counts = Tensor.zeros(Shape.of(count), DType.I64, device);
    Tensor ones = Tensor.ones(Shape.of(size), DType.I64, device);
    return new Counting.Unique(
        scope.keep(values.scatter(0, run, elements)),
        scope.keep(run.scatter(0, positions, run).reshape(shape)),
        scope.keep(counts.scatterAdd(0, run, ones)));
  }
}
