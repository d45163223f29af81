package dev.narae.optim;

import java.util.Map;

/** Changes an optimizer's learning rate while a training runs, and can be saved with it. */
public sealed interface Scheduler permits LRScheduler, ReduceLROnPlateau {
  /** The optimizer's learning rate now. */
  double learningRate();

  /** What has changed since this scheduler was made, as named numbers. */
  Map<String, Double> stateDict();

  /**
   * Goes on from where a scheduler of the same kind was.
   *
   * @throws IllegalArgumentException listing the numbers that are missing, unexpected or
   *     impossible; nothing has changed then
   */
  void loadStateDict(Map<String, Double> state);
}
