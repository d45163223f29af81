package dev.narae.nn;

import dev.narae.ClosedTensorException;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Copies a state dict into a module's tensors: all of it or nothing. */
final class StateDictLoader {
  private StateDictLoader() {}

  static StateDictDifference load(
      String module, Map<String, ModuleTensor> targets, Map<String, Tensor> state, boolean strict) {
    StateDictDifference difference = compare(targets, state);
    if (strict ? !difference.isEmpty() : !difference.misshapen().isEmpty()) {
      throw new StateDictException(module, difference);
    }
    requireOpen(module, targets, state);
    try (Scope _ = Scope.open("loadStateDict");
        var _ = Grad.noGrad()) {
      copy(targets, state);
    }
    return difference;
  }

  private static StateDictDifference compare(
      Map<String, ModuleTensor> targets, Map<String, Tensor> state) {
    List<String> misshapen = new ArrayList<>();
    targets.forEach(
        (name, target) -> {
          Tensor source = state.get(name);
          if (source != null && !source.shape().equals(target.shape())) {
            misshapen.add(
                "%s is %s in the state but %s in the module"
                    .formatted(name, source.shape(), target.shape()));
          }
        });
    return new StateDictDifference(missing(targets, state), without(state, targets), misshapen);
  }

  /** A tied parameter is there if one of its names is: files often leave the others out. */
  private static List<String> missing(
      Map<String, ModuleTensor> targets, Map<String, Tensor> state) {
    Set<ModuleTensor> found = new HashSet<>();
    targets.forEach(
        (name, target) -> {
          if (state.get(name) != null) {
            found.add(target);
          }
        });
    return targets.entrySet().stream()
        .filter(entry -> !found.contains(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void requireOpen(
      String module, Map<String, ModuleTensor> targets, Map<String, Tensor> state) {
    targets.forEach(
        (name, target) -> {
          Tensor source = state.get(name);
          if (source != null && source.isClosed()) {
            throw new ClosedTensorException(
                "loadStateDict: '%s' of the state was released by the end of a scope, nothing was loaded; load inside that scope, or keep it with Scope.keep"
                    .formatted(name));
          }
          if (source != null && target.tensor().isClosed()) {
            throw new ClosedTensorException(
                "loadStateDict: '%s' of %s was released by the end of a scope, nothing was loaded; make the module outside that scope"
                    .formatted(name, module));
          }
        });
  }

  private static List<String> without(Map<String, ?> names, Map<String, ?> others) {
    return names.keySet().stream().filter(name -> !others.containsKey(name)).toList();
  }

  /** Everything that can fail comes before the first change. */
  private static void copy(Map<String, ModuleTensor> targets, Map<String, Tensor> state) {
    Map<Tensor, Tensor> copies = new LinkedHashMap<>();
    targets.forEach(
        (name, target) -> {
          Tensor source = state.get(name);
          if (source != null) {
            copies.put(target.tensor(), source.to(target.tensor().device()).copy());
          }
        });
    copies.forEach(Tensor::copyFrom);
  }
}
