package dev.narae;

import java.util.List;

/** The gradient of a product, which must not divide by its factors: one of them may be zero. */
final class Products {
  private Products() {}

  /**
   * The gradient of the product over the axes where {@code target} has extent 1, found by writing
   * the product as a tree of pairwise products and differentiating that.
   */
  static Tensor gradient(Tensor input, Shape target, Tensor upstream) {
    if (input.size() == 0) {
      return Tensor.zerosLike(input);
    }
    Grad.Options options = Grad.Options.DEFAULT.withUpstream(upstream);
    boolean recording = Grad.isEnabled();
    try (var _ = Grad.enableGrad()) {
      Tensor start = input.alias();
      Tensor product = pairwise(start, target);
      return Grad.of(
              List.of(product), List.of(start), recording ? options.creatingGraph() : options)
          .getFirst();
    }
  }

  private static Tensor pairwise(Tensor input, Shape target) {
    Tensor result = input;
    for (int axis = 0; axis < target.rank(); axis++) {
      if (target.dim(axis) == 1) {
        result = pairwise(result, axis);
      }
    }
    return result;
  }

  private static Tensor pairwise(Tensor input, int axis) {
    Tensor rest = input;
    while (rest.dim(axis) > 1) {
      long half = rest.dim(axis) / 2;
      Tensor product = rest.narrow(axis, 0, half).mul(rest.narrow(axis, half, half));
      boolean odd = rest.dim(axis) % 2 == 1;
      rest = odd ? Tensor.cat(axis, product, rest.narrow(axis, 2 * half, 1)) : product;
    }
    return rest;
  }
}
