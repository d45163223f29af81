package dev.narae.optim;

import java.util.List;

/**
 * The rate times {@code gamma} at each milestone: base · gamma^(milestones that were reached).
 *
 * @param milestones numbers of steps, in ascending order; one that stands there twice counts twice
 * @param gamma the factor, above 0
 */
public record MultiStepLR(List<Long> milestones, double gamma) implements Schedule {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range or the milestones do not ascend
   */
  public MultiStepLR {
    milestones = List.copyOf(milestones);
    Ranges.ascending("MultiStepLR", milestones);
    Ranges.positive("MultiStepLR", "gamma", gamma);
  }

  @Override
  public double learningRate(long step, double base) {
    long reached = milestones.stream().filter(milestone -> milestone <= step).count();
    return base * Math.pow(gamma, (double) reached);
  }
}
