package dev.narae.optim;

import dev.narae.nn.Parameter;
import java.util.Collection;
import java.util.List;

/** Parameters that an optimizer changes alike: with one learning rate and the same options. */
public final class ParameterGroup {
  private final String optimizer;
  private final int index;
  private final List<Parameter> parameters;
  private double learningRate;

  ParameterGroup(
      String optimizer, int index, Collection<Parameter> parameters, double learningRate) {
    this.optimizer = optimizer;
    this.index = index;
    this.parameters = List.copyOf(parameters);
    this.learningRate = checked(learningRate);
  }

  /** The group's number within its optimizer, from 0. */
  public int index() {
    return index;
  }

  /** The parameters, in their order. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** The learning rate of the next step. */
  public double learningRate() {
    return learningRate;
  }

  /**
   * Changes the learning rate.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public void learningRate(double rate) {
    learningRate = checked(rate);
  }

  private double checked(double rate) {
    if (!(rate >= 0 && Double.isFinite(rate))) {
      throw new IllegalArgumentException(
          "%s: the learning rate is %s; it must be 0 or more and finite"
              .formatted(optimizer, rate));
    }
    return rate;
  }
}
