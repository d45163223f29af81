package dev.narae.optim;

import dev.narae.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What an optimizer remembers of one parameter from step to step. */
public final class ParameterState {
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, Double> numbers = new LinkedHashMap<>();
  private Tensor owner;
  private long steps;

  ParameterState(Tensor owner) {
    this.owner = owner;
  }

  /** How many steps the parameter has taken, the running one included. */
  public long steps() {
    return steps;
  }

  /** The tensor kept under a name, if there is one. */
  public Optional<Tensor> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** Keeps a tensor under a name for as long as the parameter lives; returns it. */
  public Tensor keep(String name, Tensor tensor) {
    tensors.put(name, tensor.keepWith(owner));
    return tensor;
  }

  /** The tensor kept under a name: at first zeros of the parameter's shape. */
  public Tensor zeros(String name) {
    return filled(name, 0);
  }

  /** The tensor kept under a name: at first one value in the parameter's shape. */
  public Tensor filled(String name, double value) {
    return find(name).orElseGet(() -> keep(name, full(value)));
  }

  private Tensor full(double value) {
    return Tensor.full(owner.shape(), value, owner.dtype(), owner.device());
  }

  /** The number kept under a name, or {@code first} if there is none yet. */
  public double number(String name, double first) {
    return numbers.getOrDefault(name, first);
  }

  /** Keeps a number under a name. */
  public void keepNumber(String name, double value) {
    numbers.put(name, value);
  }

  Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  Map<String, Double> numbers() {
    return Collections.unmodifiableMap(numbers);
  }

  /** Begins a step; the memory follows a parameter that has moved to another device or dtype. */
  void begin(Tensor parameter) {
    if (parameter != owner) {
      owner = parameter;
      tensors.replaceAll((_, tensor) -> like(parameter, tensor));
    }
    steps++;
  }

  private static Tensor like(Tensor parameter, Tensor tensor) {
    return tensor.to(parameter.device()).to(parameter.dtype()).keepWith(parameter);
  }

  /** Puts copies of saved values in the place of what was remembered. */
  void replace(
      Tensor parameter, Map<String, Tensor> values, Map<String, Double> newNumbers, long steps) {
    owner = parameter;
    tensors.clear();
    values.forEach((name, tensor) -> tensors.put(name, like(parameter, tensor.copy())));
    numbers.clear();
    numbers.putAll(newNumbers);
    this.steps = steps;
  }
}
