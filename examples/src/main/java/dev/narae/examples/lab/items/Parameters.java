package dev.narae.examples.lab.items;

import dev.narae.Tensor;
import dev.narae.nn.Module;
import java.util.LinkedHashMap;
import java.util.Map;

/** Looks into a module. */
final class Parameters {
  private Parameters() {}

  /** The gradients that its parameters have collected, by name. */
  static Map<String, Tensor> gradients(Module module) {
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    module
        .namedParameters()
        .forEach((name, parameter) -> gradients.put(name, parameter.tensor().grad()));
    return gradients;
  }
}
