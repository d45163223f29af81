package dev.narae.nn;

import dev.narae.Tensor;
import java.util.Objects;

/** Looks into a module's state. */
final class State {
  private State() {}

  static Tensor of(Module module, String name) {
    return Objects.requireNonNull(module.stateDict().get(name), name);
  }
}
