package dev.narae.optim;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Schedules one after another, each from its own step 0 and with the same base: a warm-up and what
 * follows it, for example.
 *
 * <pre>{@code
 * new SequentialLR(List.of(new LinearLR(0.01, 500), new CosineAnnealingLR(9_500)), List.of(500L))
 * }</pre>
 *
 * @param schedules at least one
 * @param milestones the step at which each schedule but the first begins, in ascending order
 */
public record SequentialLR(List<Schedule> schedules, List<Long> milestones) implements Schedule {
  /**
   * Checks that there is one milestone less than schedules.
   *
   * @throws IllegalArgumentException if not, or if the milestones do not ascend
   */
  public SequentialLR {
    schedules = List.copyOf(schedules);
    milestones = List.copyOf(milestones);
    Ranges.atLeastOne("SequentialLR", "number of schedules", schedules.size());
    Ranges.ascending("SequentialLR", milestones);
    if (milestones.size() != schedules.size() - 1) {
      throw new IllegalArgumentException(
          "SequentialLR: %d milestones for %d schedules; give the step at which each but the first begins"
              .formatted(milestones.size(), schedules.size()));
    }
  }

  @Override
  public double learningRate(long step, double base) {
    int current = current(step);
    return schedules.get(current).learningRate(step - start(current), base);
  }

  @Override
  public boolean changesMomentum() {
    return schedules.stream().anyMatch(Schedule::changesMomentum);
  }

  @Override
  public OptionalDouble momentum(long step) {
    int current = current(step);
    return schedules.get(current).momentum(step - start(current));
  }

  private int current(long step) {
    return (int) milestones.stream().filter(milestone -> milestone <= step).count();
  }

  private long start(int schedule) {
    return schedule == 0 ? 0 : milestones.get(schedule - 1);
  }
}
