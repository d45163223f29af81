package dev.narae;

import dev.narae.spi.Backend;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator: a record with its formula, its shape rule and checks, its computation and its
 * gradient (the vector-Jacobian product, written in tensor code so that it differentiates again).
 */
interface Op {
  /** The name in errors and in the graph. */
  String name();

  /** Checks the inputs and computes the outputs, without recording. */
  Tensor[] forward(Backend backend, Tensor... inputs);

  /** Whether {@link #vjp} reads input {@code i}, given which inputs are tracked. */
  default boolean savesInput(int i, Tensor[] inputs) {
    return false;
  }

  /** Whether {@link #vjp} reads output {@code i}, given which inputs are tracked. */
  default boolean savesOutput(int i, Tensor[] inputs) {
    return false;
  }

  /** Whether what it runs, a user's code, is itself subject to {@link Autocast}. */
  default boolean keepsAutocast() {
    return false;
  }

  /** Hands over further tensors that {@link #vjp} reads, as {@link Node#others}. */
  default List<Tensor> takeSaved() {
    return List.of();
  }

  /**
   * The gradient for each input, given that of each output; null stands for zero.
   *
   * @param node what the forward call saved, and which gradients are wanted
   */
  @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream);
}
