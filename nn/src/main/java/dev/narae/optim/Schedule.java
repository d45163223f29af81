package dev.narae.optim;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The learning rate as a function of the steps of a {@link LRScheduler}. Schedules have no state,
 * so that one can be part of another: see {@link SequentialLR} and {@link ChainedScheduler}.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * The rate after some steps of the scheduler.
   *
   * @param step how many were taken, from 0
   * @param base the optimizer's rate when the scheduler was made
   */
  double learningRate(long step, double base);

  /** The optimizer's momentum after some steps, if this schedule changes that too. */
  default OptionalDouble momentum(long step) {
    return OptionalDouble.empty();
  }

  /** Whether {@link #momentum} is present at some step. */
  default boolean changesMomentum() {
    return momentum(0).isPresent();
  }

  /**
   * This schedule after a warm-up, in which the rate climbs evenly from a small part of it to all.
   *
   * @param steps how long the warm-up takes, at least 1; it begins at 1 / (steps + 1) of the rate
   * @throws IllegalArgumentException if there is no step
   */
  default Schedule afterWarmup(long steps) {
    Ranges.atLeastOne("afterWarmup", "number of steps", steps);
    LinearLR warmup = new LinearLR(1.0 / (steps + 1), steps);
    return new SequentialLR(List.of(warmup, this), List.of(steps));
  }
}
