package dev.narae.examples.lab.items;

import dev.narae.Tensor;
import dev.narae.nn.Module;
import java.util.Objects;

/** Gradients after a backward pass. */
final class Parameters {
  private Parameters() {}

  /** What a leaf has collected, which must be something. */
  static Tensor gradient(Tensor leaf) {
    return Objects.requireNonNull(leaf.grad(), "no gradient has arrived");
  }

  /** What the parameter of that name has collected. */
  static Tensor gradient(Module module, String name) {
    return gradient(Objects.requireNonNull(module.namedParameters().get(name), name).tensor());
  }
}
