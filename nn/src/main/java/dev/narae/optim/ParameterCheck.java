package dev.narae.optim;

import dev.narae.nn.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the parameters that an optimizer is made with. */
final class ParameterCheck {
  private ParameterCheck() {}

  /**
   * Throws if the parameters cannot form a group.
   *
   * @param optimizer its name
   * @param known the parameters of its other groups
   */
  static void check(String optimizer, Set<Parameter> known, List<Parameter> parameters) {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: there are no parameters; give those of a module with layers".formatted(optimizer));
    }
    Set<Parameter> seen = new HashSet<>();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      String problem = problem(parameter, known, seen);
      if (problem != null) {
        throw new IllegalArgumentException(
            "%s: parameter %d of shape %s %s".formatted(optimizer, i, parameter.shape(), problem));
      }
    }
  }

  private static @Nullable String problem(
      Parameter parameter, Set<Parameter> known, Set<Parameter> seen) {
    if (known.contains(parameter)) {
      return "is in another group already; put each into one group";
    }
    if (!seen.add(parameter)) {
      return "is there twice; give each once, as Module.parameters() does";
    }
    if (parameter.tensor().isClosed()) {
      return "is closed; make the module outside the scope that has ended";
    }
    if (!parameter.tensor().requiresGrad()) {
      return "is frozen and would never change; call requiresGrad(true) on it, or give"
          + " Module.trainableParameters()";
    }
    return null;
  }
}
