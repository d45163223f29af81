package dev.narae.optim;

import java.util.function.LongToDoubleFunction;

/**
 * The rate times a function of the step.
 *
 * @param factor from the number of steps, from 0, to a factor of 0 or more
 */
public record LambdaLR(LongToDoubleFunction factor) implements Schedule {
  @Override
  public double learningRate(long step, double base) {
    return base * factor.applyAsDouble(step);
  }
}
