package dev.narae.optim;

import dev.narae.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What an optimizer remembers of one parameter from step to step. */
public final class ParameterState {
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
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
    return find(name).orElseGet(() -> keep(name, Tensor.zerosLike(owner)));
  }

  Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
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
  void replace(Tensor parameter, Map<String, Tensor> values, long steps) {
    owner = parameter;
    tensors.clear();
    values.forEach((name, tensor) -> tensors.put(name, like(parameter, tensor.copy())));
    this.steps = steps;
  }
}
