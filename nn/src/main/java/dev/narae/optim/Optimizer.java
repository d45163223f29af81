package dev.narae.optim;

import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.UpdateBatch;
import dev.narae.nn.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Changes parameters by their gradients: {@code zeroGrad}, a forward pass, {@code backward}, {@link
 * #step}. A parameter without gradient is left as it is.
 */
public abstract class Optimizer {
  private final List<ParameterGroup> groups = new ArrayList<>();
  private final Consumer<Shape> shapeCheck;

  /** What is remembered of each parameter, group after group. */
  private final List<Slot> slots = new ArrayList<>();

  /** A parameter, its group and what is remembered of it. */
  private record Slot(Parameter parameter, ParameterGroup group, ParameterState state) {}

  /**
   * An optimizer of these parameters, in their order, as one group.
   *
   * @throws IllegalArgumentException if there are none, one is there twice, frozen or closed, or
   *     the learning rate is negative or not finite
   */
  protected Optimizer(Collection<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, _ -> {});
  }

  /**
   * As the other constructor, for an algorithm that cannot change parameters of any shape.
   *
   * @param shapeCheck throws if it cannot change one of this shape
   */
  Optimizer(Collection<Parameter> parameters, double learningRate, Consumer<Shape> shapeCheck) {
    this.shapeCheck = shapeCheck;
    add(parameters, learningRate);
  }

  /**
   * Adds a group of parameters with a learning rate of its own.
   *
   * @throws IllegalArgumentException if there are none, one is in this optimizer already, frozen or
   *     closed, or the learning rate is negative or not finite
   */
  protected final ParameterGroup add(Collection<Parameter> parameters, double learningRate) {
    List<Parameter> added = List.copyOf(parameters);
    Set<Parameter> known = new HashSet<>();
    slots.forEach(slot -> known.add(slot.parameter()));
    ParameterCheck.check(name(), known, added);
    added.forEach(each -> shapeCheck.accept(each.shape()));
    ParameterGroup group = new ParameterGroup(name(), groups.size(), added, learningRate);
    groups.add(group);
    added.forEach(each -> slots.add(new Slot(each, group, new ParameterState(each.tensor()))));
    return group;
  }

  /** The algorithm's name. */
  public final String name() {
    return getClass().getSimpleName();
  }

  /** The groups of parameters, in the order they were added. */
  public final List<ParameterGroup> groups() {
    return Collections.unmodifiableList(groups);
  }

  /** The parameters of all groups, in their order. */
  public final List<Parameter> parameters() {
    return slots.stream().map(Slot::parameter).toList();
  }

  /** The learning rate of the next step, of the first group. */
  public final double learningRate() {
    return groups.getFirst().learningRate();
  }

  /**
   * Changes the learning rate of all groups.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public final void learningRate(double rate) {
    groups.forEach(group -> group.learningRate(rate));
  }

  /** Forgets the gradients of all parameters. */
  public final void zeroGrad() {
    slots.forEach(slot -> slot.parameter().zeroGrad());
  }

  /** Changes every parameter that has a gradient, in place. */
  public void step() {
    try (Scope _ = Scope.open("optimizer step");
        var _ = Grad.noGrad();
        UpdateBatch _ = UpdateBatch.open()) {
      for (Slot slot : slots) {
        Tensor gradient = slot.parameter().grad();
        if (gradient != null) {
          Tensor parameter = slot.parameter().tensor();
          slot.state().begin(parameter);
          update(parameter, gradient, slot.state(), slot.group());
        }
      }
    }
  }

  /**
   * Computes a loss and its gradients, then changes the parameters.
   *
   * @param closure clears the gradients, computes the loss, calls backward and returns the loss
   * @return the loss
   */
  public double step(Supplier<Tensor> closure) {
    double loss = closure.get().item();
    step();
    return loss;
  }

  /** What is remembered of each parameter, in their order. */
  final List<ParameterState> states() {
    return slots.stream().map(Slot::state).toList();
  }

  /** Begins a step of all parameters, for an algorithm that changes them together. */
  final void beginStep() {
    slots.forEach(slot -> slot.state().begin(slot.parameter().tensor()));
  }

  /**
   * Changes one parameter in place. Gradients are not recorded, and what is allocated is free
   * afterwards unless {@code state} keeps it.
   */
  protected abstract void update(
      Tensor parameter, Tensor gradient, ParameterState state, ParameterGroup group);

  /** The names under which a parameter of a group keeps tensors, each of the parameter's shape. */
  protected abstract List<String> stateNames(ParameterGroup group);

  /**
   * The names of further tensors, of the same shape, that a parameter may have or not: the
   * momentum, for example, if that is 0 at times.
   */
  protected List<String> optionalNames() {
    return List.of();
  }

  /** The names under which {@link #update} keeps numbers. */
  protected List<String> numberNames() {
    return List.of();
  }

  // --- State ----------------------------------------------------------------------------------

  /** What has changed since this optimizer was made: what a checkpoint needs. */
  public final OptimizerState stateDict() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (ParameterGroup group : groups) {
      numbers.put(StateCheck.rate(group), group.learningRate());
      if (this instanceof Momentum momentum) {
        numbers.put(StateCheck.momentum(group), momentum.groupMomentum(group.index()));
      }
    }
    for (int i = 0; i < slots.size(); i++) {
      ParameterState state = slots.get(i).state();
      String prefix = i + ".";
      state.tensors().forEach((name, tensor) -> tensors.put(prefix + name, tensor));
      state.numbers().forEach((name, number) -> numbers.put(prefix + name, number));
      numbers.put(prefix + "step", (double) state.steps());
    }
    return new OptimizerState(tensors, numbers);
  }

  /**
   * Goes on from where an optimizer of the same kind and parameters was.
   *
   * @throws IllegalArgumentException if the state is that of another kind or of other parameters;
   *     nothing has changed then
   */
  public final void loadStateDict(OptimizerState state) {
    checkStateDict(state);
    try (Scope _ = Scope.open("optimizer state");
        var _ = Grad.noGrad()) {
      for (int i = 0; i < slots.size(); i++) {
        Slot slot = slots.get(i);
        Map<String, Tensor> tensors = own(i, tensorNames(slot.group()), state.tensors());
        Map<String, Double> numbers = own(i, numberNames(), state.numbers());
        long steps = (long) state.number(i + ".step");
        slot.state().replace(slot.parameter().tensor(), tensors, numbers, steps);
      }
    }
    for (ParameterGroup group : groups) {
      group.learningRate(state.number(StateCheck.rate(group)));
      if (this instanceof Momentum momentum) {
        momentum.groupMomentum(group.index(), state.number(StateCheck.momentum(group)));
      }
    }
  }

  /** All names under which a parameter of a group may have tensors. */
  final List<String> tensorNames(ParameterGroup group) {
    return Stream.concat(stateNames(group).stream(), optionalNames().stream()).toList();
  }

  /** The group of the parameter with a number. */
  final ParameterGroup groupOf(int parameter) {
    return slots.get(parameter).group();
  }

  /** What a saved state holds of one parameter, by the names used here. */
  private static <T> Map<String, T> own(int parameter, List<String> names, Map<String, T> saved) {
    Map<String, T> own = new LinkedHashMap<>();
    for (String name : names) {
      T value = saved.get(parameter + "." + name);
      if (value != null) {
        own.put(name, value);
      }
    }
    return own;
  }

  /**
   * Checks that a state can be loaded.
   *
   * @throws IllegalArgumentException listing everything that does not fit
   */
  public final void checkStateDict(OptimizerState state) {
    List<String> problems = new StateCheck(this, state, parameters()).problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          ("%s: the saved state does not fit, nothing was loaded; make the optimizer as it was when"
                  + " saved, over the same parameters\n  %s")
              .formatted(name(), String.join("\n  ", problems)));
    }
  }
}
