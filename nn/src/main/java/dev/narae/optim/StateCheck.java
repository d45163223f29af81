package dev.narae.optim;

import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.nn.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares a saved state with the optimizer it is to be loaded into. */
record StateCheck(OptimizerState state, List<Parameter> parameters, List<String> names) {

  /** A sentence for everything that does not fit. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    Double rate = state.numbers().get("lr");
    if (rate == null || !(rate >= 0 && Double.isFinite(rate))) {
      problems.add("the learning rate 'lr' is %s".formatted(rate == null ? "missing" : rate));
    }
    Set<String> tensors = new HashSet<>(state.tensors().keySet());
    Set<String> numbers = new HashSet<>(state.numbers().keySet());
    numbers.remove("lr");
    for (int i = 0; i < parameters.size(); i++) {
      checkSteps(i, problems);
      checkTensors(i, problems);
      numbers.remove(i + ".step");
      for (String name : names) {
        tensors.remove(i + "." + name);
      }
    }
    tensors.addAll(numbers);
    tensors.stream()
        .sorted()
        .map(name -> "'%s' is unexpected".formatted(name))
        .forEach(problems::add);
    return problems;
  }

  private void checkSteps(int i, List<String> problems) {
    Double steps = state.numbers().get(i + ".step");
    if (steps == null || !(steps >= 0 && steps == Math.rint(steps) && steps < 0x1p53)) {
      problems.add("the number '%d.step' is %s".formatted(i, steps == null ? "missing" : steps));
    }
  }

  /** A parameter that never had a gradient has none of the tensors; any other has all. */
  private void checkTensors(int i, List<String> problems) {
    Shape shape = parameters.get(i).shape();
    boolean some = names.stream().anyMatch(name -> state.tensors().containsKey(i + "." + name));
    for (String name : names) {
      Tensor tensor = state.tensors().get(i + "." + name);
      if (tensor == null && some) {
        problems.add("the tensor '%d.%s' is missing".formatted(i, name));
      } else if (tensor != null && !tensor.shape().equals(shape)) {
        problems.add(
            "'%d.%s' has shape %s, but parameter %d has %s"
                .formatted(i, name, tensor.shape(), i, shape));
      }
    }
  }
}
