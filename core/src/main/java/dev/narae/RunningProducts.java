package dev.narae;

/** The gradient of a running product, which must not divide by its factors: some may be zero. */
final class RunningProducts {
  private RunningProducts() {}

  /**
   * The gradient for factor k is the product of those before it times r[k], where r[k] = g[k] +
   * x[k+1] r[k+1]. The recurrence is solved in log2(n) steps that each join neighbours at twice the
   * distance (Hillis and Steele: Data Parallel Algorithms, CACM 1986).
   *
   * @param input the factors
   * @param output their running product
   */
  static Tensor gradient(Tensor input, Tensor output, Tensor g, int axis) {
    long extent = input.dim(axis);
    if (input.size() == 0) {
      return Tensor.zerosLike(input);
    }
    Tensor edge = input.narrow(axis, 0, 1);
    Tensor before = Tensor.cat(axis, Tensor.onesLike(edge), output.narrow(axis, 0, extent - 1));
    Tensor factor = Tensor.cat(axis, input.narrow(axis, 1, extent - 1), Tensor.zerosLike(edge));
    Tensor rest = g;
    for (long step = 1; step < extent; step *= 2) {
      long joined = extent - step;
      Tensor near = factor.narrow(axis, 0, joined);
      Tensor far = near.mul(rest.narrow(axis, step, joined));
      Tensor end = rest.narrow(axis, joined, step);
      rest = Tensor.cat(axis, rest.narrow(axis, 0, joined).add(far), end);
      Tensor product = near.mul(factor.narrow(axis, step, joined));
      factor = Tensor.cat(axis, product, factor.narrow(axis, joined, step));
    }
    return before.mul(rest);
  }
}
