package dev.narae.nn;

import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Forward passes of modules that return more than one tensor. */
final class Calls {
  private Calls() {}

  /**
   * Runs a forward pass. While gradients are not recorded, the memory of everything but its results
   * is free on return.
   *
   * @param results the tensors in what the pass returns
   */
  static <R> R run(Supplier<R> forward, Function<R, List<Tensor>> results) {
    if (Grad.isEnabled()) {
      return forward.get();
    }
    try (Scope scope = Scope.open()) {
      R result = forward.get();
      results.apply(result).forEach(scope::keep);
      return result;
    }
  }
}
