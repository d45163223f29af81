package dev.narae.benchmarks.rows;

import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.benchmarks.Side;
import java.util.List;
import java.util.function.Supplier;

/** Our sides of comparisons. */
final class Sides {
  private Sides() {}

  /** An operation whose result is released. */
  static Side forward(Supplier<Tensor> operation) {
    return () -> {
      try (Scope _ = Scope.open()) {
        var _ = operation.get();
      }
    };
  }

  /** An operation and its gradients for {@code inputs}, given one for its result. */
  static Side gradients(Supplier<Tensor> operation, Tensor... inputs) {
    Tensor upstream = Grad.noGrad(() -> Tensor.randnLike(operation.get()));
    Grad.Options options = Grad.Options.DEFAULT.withUpstream(upstream);
    List<Tensor> wanted = List.of(inputs);
    return () -> {
      try (Scope _ = Scope.open()) {
        Grad.of(List.of(operation.get()), wanted, options);
      }
    };
  }

  /** Random numbers whose gradient is wanted. */
  static Tensor tracked(long... sizes) {
    return Tensor.randn(sizes).requiresGrad(true);
  }
}
