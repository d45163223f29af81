package dev.narae.optim;

import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.nn.Parameter;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Changes parameters by their gradients: {@code zeroGrad}, a forward pass, {@code backward}, {@link
 * #step}. A parameter without gradient is left as it is.
 */
public abstract class Optimizer {
  private final List<Parameter> parameters;
  private final List<ParameterState> states;
  private double learningRate;

  /**
   * An optimizer of these parameters, in their order.
   *
   * @throws IllegalArgumentException if there are none, one is there twice, or the learning rate is
   *     negative or not finite
   */
  protected Optimizer(Collection<Parameter> parameters, double learningRate) {
    this.parameters = List.copyOf(parameters);
    checkParameters();
    this.states = this.parameters.stream().map(each -> new ParameterState(each.tensor())).toList();
    this.learningRate = checked(learningRate);
  }

  private void checkParameters() {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: there are no parameters; give those of a module with layers".formatted(name()));
    }
    Set<Parameter> seen = new HashSet<>();
    for (int i = 0; i < parameters.size(); i++) {
      if (!seen.add(parameters.get(i))) {
        throw new IllegalArgumentException(
            "%s: parameter %d of shape %s is there twice; give each once, as Module.parameters() does"
                .formatted(name(), i, parameters.get(i).shape()));
      }
    }
  }

  private double checked(double rate) {
    if (!(rate >= 0 && Double.isFinite(rate))) {
      throw new IllegalArgumentException(
          "%s: the learning rate is %s; it must be 0 or more and finite".formatted(name(), rate));
    }
    return rate;
  }

  /** The algorithm's name. */
  public final String name() {
    return getClass().getSimpleName();
  }

  /** The learning rate of the next step. */
  public final double learningRate() {
    return learningRate;
  }

  /**
   * Changes the learning rate.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public final void learningRate(double rate) {
    learningRate = checked(rate);
  }

  /** Forgets the gradients of all parameters. */
  public final void zeroGrad() {
    parameters.forEach(Parameter::zeroGrad);
  }

  /** Changes every parameter that has a gradient, in place. */
  public final void step() {
    try (Scope _ = Scope.open("optimizer step");
        var _ = Grad.noGrad()) {
      for (int i = 0; i < parameters.size(); i++) {
        Tensor gradient = parameters.get(i).grad();
        if (gradient != null) {
          Tensor parameter = parameters.get(i).tensor();
          states.get(i).begin(parameter);
          update(parameter, gradient, states.get(i));
        }
      }
    }
  }

  /**
   * Changes one parameter in place. Gradients are not recorded, and what is allocated is free
   * afterwards unless {@code state} keeps it.
   */
  protected abstract void update(Tensor parameter, Tensor gradient, ParameterState state);

  /** The names under which {@link #update} keeps tensors, each of its parameter's shape. */
  protected abstract List<String> stateNames();

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
    numbers.put(StateCheck.RATE, learningRate);
    if (this instanceof Momentum momentum) {
      numbers.put(StateCheck.MOMENTUM, momentum.momentum());
    }
    for (int i = 0; i < states.size(); i++) {
      String prefix = i + ".";
      states.get(i).tensors().forEach((name, tensor) -> tensors.put(prefix + name, tensor));
      states.get(i).numbers().forEach((name, number) -> numbers.put(prefix + name, number));
      numbers.put(prefix + "step", (double) states.get(i).steps());
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
      for (int i = 0; i < states.size(); i++) {
        Map<String, Tensor> tensors = own(i, tensorNames(), state.tensors());
        Map<String, Double> numbers = own(i, numberNames(), state.numbers());
        long steps = (long) state.number(i + ".step");
        states.get(i).replace(parameters.get(i).tensor(), tensors, numbers, steps);
      }
    }
    learningRate = state.number(StateCheck.RATE);
    if (this instanceof Momentum momentum) {
      momentum.momentum(state.number(StateCheck.MOMENTUM));
    }
  }

  /** All names under which a parameter may have tensors. */
  final List<String> tensorNames() {
    return Stream.concat(stateNames().stream(), optionalNames().stream()).toList();
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
    List<String> problems = new StateCheck(this, state, parameters).problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          ("%s: the saved state does not fit, nothing was loaded; make the optimizer as it was when"
                  + " saved, over the same parameters\n  %s")
              .formatted(name(), String.join("\n  ", problems)));
    }
  }
}
