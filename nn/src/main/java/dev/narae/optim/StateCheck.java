package dev.narae.optim;

import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.nn.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares a saved state with the optimizer it is to be loaded into. */
record StateCheck(Optimizer optimizer, OptimizerState state, List<Parameter> parameters) {

  /** Under which name the learning rate of a group is saved. */
  static String rate(ParameterGroup group) {
    return ofGroup("lr", group);
  }

  /** Under which name the momentum of a group is saved. */
  static String momentum(ParameterGroup group) {
    return ofGroup("momentum", group);
  }

  private static String ofGroup(String name, ParameterGroup group) {
    return group.index() == 0 ? name : name + "." + group.index();
  }

  /** A sentence for everything that does not fit. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (ParameterGroup group : optimizer.groups()) {
      checkRate(group, problems);
      if (optimizer instanceof Momentum momentum) {
        checkMomentum(momentum, group, problems);
      }
    }
    for (int i = 0; i < parameters.size(); i++) {
      checkSteps(i, problems);
      checkTensors(i, problems);
      checkNumbers(i, problems);
    }
    unexpected().sorted().map(name -> "'%s' is unexpected".formatted(name)).forEach(problems::add);
    return problems;
  }

  private void checkRate(ParameterGroup group, List<String> problems) {
    Double rate = state.numbers().get(rate(group));
    if (rate == null || !(rate >= 0 && Double.isFinite(rate))) {
      problems.add("the learning rate '%s' is %s".formatted(rate(group), orMissing(rate)));
    }
  }

  /** The optimizer itself knows which momenta it takes. */
  private void checkMomentum(Momentum momentum, ParameterGroup group, List<String> problems) {
    String name = momentum(group);
    Double saved = state.numbers().get(name);
    if (saved == null) {
      problems.add("the number '%s' is missing".formatted(name));
      return;
    }
    double before = momentum.groupMomentum(group.index());
    try {
      momentum.groupMomentum(group.index(), saved);
    } catch (IllegalArgumentException e) {
      problems.add("the number '%s': %s".formatted(name, e.getMessage()));
    } finally {
      momentum.groupMomentum(group.index(), before);
    }
  }

  private void checkSteps(int i, List<String> problems) {
    Double steps = state.numbers().get(i + ".step");
    if (steps == null || !(steps >= 0 && steps == Math.rint(steps) && steps < 0x1p53)) {
      problems.add("the number '%d.step' is %s".formatted(i, orMissing(steps)));
    }
  }

  /** A parameter that never had a gradient has none of the tensors; any other has all. */
  private void checkTensors(int i, List<String> problems) {
    Shape shape = parameters.get(i).shape();
    boolean some = hasTensors(i);
    List<String> required = optimizer.stateNames(optimizer.groupOf(i));
    for (String name : optimizer.tensorNames(optimizer.groupOf(i))) {
      Tensor tensor = state.tensors().get(i + "." + name);
      if (tensor == null && some && required.contains(name)) {
        problems.add("the tensor '%d.%s' is missing".formatted(i, name));
      } else if (tensor != null && !tensor.shape().equals(shape)) {
        problems.add(
            "'%d.%s' has shape %s, but parameter %d has %s"
                .formatted(i, name, tensor.shape(), i, shape));
      }
    }
  }

  private boolean hasTensors(int i) {
    return optimizer.tensorNames(optimizer.groupOf(i)).stream()
        .anyMatch(name -> state.tensors().containsKey(i + "." + name));
  }

  private void checkNumbers(int i, List<String> problems) {
    for (String name : optimizer.numberNames()) {
      Double number = state.numbers().get(i + "." + name);
      if (number == null ? hasTensors(i) : !Double.isFinite(number)) {
        problems.add("the number '%d.%s' is %s".formatted(i, name, orMissing(number)));
      }
    }
  }

  private static Object orMissing(@Nullable Double number) {
    return number == null ? "missing" : number;
  }

  /** Names that nothing here reads. */
  private Stream<String> unexpected() {
    Set<String> tensors = new HashSet<>(state.tensors().keySet());
    Set<String> numbers = new HashSet<>(state.numbers().keySet());
    for (ParameterGroup group : optimizer.groups()) {
      numbers.remove(rate(group));
      if (optimizer instanceof Momentum) {
        numbers.remove(momentum(group));
      }
    }
    for (int i = 0; i < parameters.size(); i++) {
      numbers.remove(i + ".step");
      for (String name : optimizer.numberNames()) {
        numbers.remove(i + "." + name);
      }
      for (String name : optimizer.tensorNames(optimizer.groupOf(i))) {
        tensors.remove(i + "." + name);
      }
    }
    return Stream.concat(tensors.stream(), numbers.stream());
  }
}
