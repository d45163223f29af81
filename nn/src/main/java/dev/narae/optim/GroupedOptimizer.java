package dev.narae.optim;

import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.nn.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * An optimizer whose groups of parameters may each have a learning rate and options of their own:
 *
 * <pre>{@code
 * Adam adam = new Adam(body.parameters(), 1e-4);
 * adam.addGroup(head.parameters(), 1e-3, Adam.Options.DEFAULT.weightDecay(0.01));
 * }</pre>
 *
 * @param <O> what is chosen once for a group
 */
public abstract class GroupedOptimizer<O> extends Optimizer {
  private final List<O> options = new ArrayList<>();

  /**
   * An optimizer with one group.
   *
   * @throws IllegalArgumentException as {@link Optimizer#Optimizer} says
   */
  protected GroupedOptimizer(Collection<Parameter> parameters, double learningRate, O options) {
    super(parameters, learningRate);
    this.options.add(options);
  }

  /** As the other constructor, for an algorithm that cannot change parameters of any shape. */
  GroupedOptimizer(
      Collection<Parameter> parameters,
      double learningRate,
      O options,
      Consumer<Shape> shapeCheck) {
    super(parameters, learningRate, shapeCheck);
    this.options.add(options);
  }

  /**
   * Adds parameters that are changed in a way of their own.
   *
   * @throws IllegalArgumentException if there are none, one is in this optimizer already, frozen or
   *     closed, or the learning rate is negative or not finite
   */
  public final ParameterGroup addGroup(
      Collection<Parameter> parameters, double learningRate, O options) {
    ParameterGroup group = add(parameters, learningRate);
    this.options.add(options);
    return group;
  }

  /** The options of a group, by its number. */
  public final O options(int group) {
    return options.get(group);
  }

  /** Changes the options of a group, by its number. */
  final void options(int group, O changed) {
    options.set(group, changed);
  }

  @Override
  protected final void update(
      Tensor parameter, Tensor gradient, ParameterState state, ParameterGroup group) {
    update(parameter, gradient, state, group.learningRate(), options(group.index()));
  }

  /** As {@link #update(Tensor, Tensor, ParameterState, ParameterGroup)}, with what it needs. */
  protected abstract void update(
      Tensor parameter, Tensor gradient, ParameterState state, double learningRate, O options);

  @Override
  protected final List<String> stateNames(ParameterGroup group) {
    return stateNames(options(group.index()));
  }

  /** The names under which a parameter with these options keeps tensors of its shape. */
  protected abstract List<String> stateNames(O options);
}
