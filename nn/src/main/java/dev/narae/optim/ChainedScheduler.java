package dev.narae.optim;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Schedules one upon the other: each takes the rate of the one before as its base, so that their
 * factors multiply.
 *
 * @param schedules at least one
 */
public record ChainedScheduler(List<Schedule> schedules) implements Schedule {
  /** Copies the list, so that the record cannot change. */
  public ChainedScheduler {
    schedules = List.copyOf(schedules);
    Ranges.atLeastOne("ChainedScheduler", "number of schedules", schedules.size());
  }

  /** The schedules in their order. */
  public ChainedScheduler(Schedule... schedules) {
    this(List.of(schedules));
  }

  @Override
  public double learningRate(long step, double base) {
    double rate = base;
    for (Schedule schedule : schedules) {
      rate = schedule.learningRate(step, rate);
    }
    return rate;
  }

  @Override
  public boolean changesMomentum() {
    return schedules.stream().anyMatch(Schedule::changesMomentum);
  }

  /** The momentum of the last schedule that changes it. */
  @Override
  public OptionalDouble momentum(long step) {
    OptionalDouble momentum = OptionalDouble.empty();
    for (Schedule schedule : schedules) {
      OptionalDouble own = schedule.momentum(step);
      momentum = own.isPresent() ? own : momentum;
    }
    return momentum;
  }
}
