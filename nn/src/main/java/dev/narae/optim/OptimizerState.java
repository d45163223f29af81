package dev.narae.optim;

import dev.narae.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What an optimizer changes while it runs, as named values to save and load. Names begin with the
 * parameter's position, as in {@code 3.exp_avg}.
 *
 * @param tensors such as momenta; they share the optimizer's memory
 * @param numbers the learning rate {@code lr}, the {@code momentum} of an optimizer that has one,
 *     the steps taken by each parameter {@code 3.step}, and what else is counted for each, such as
 *     {@code 3.mu_product} of {@link NAdam}
 */
public record OptimizerState(Map<String, Tensor> tensors, Map<String, Double> numbers) {

  /** Copies the maps in their order, so that the record cannot change. */
  public OptimizerState {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
  }

  double number(String name) {
    return Objects.requireNonNull(numbers.get(name), name);
  }
}
