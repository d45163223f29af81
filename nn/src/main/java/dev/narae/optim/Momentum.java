package dev.narae.optim;

import java.util.List;

/**
 * An optimizer with a momentum that a schedule may change: how much of the last direction each step
 * keeps, called beta1 in the family of Adam.
 */
public interface Momentum {
  /** The groups of parameters, each with a momentum of its own. */
  List<ParameterGroup> groups();

  /** The momentum of the next step of a group, by its number. */
  double groupMomentum(int group);

  /**
   * Changes the momentum of a group, by its number.
   *
   * @throws IllegalArgumentException if it is out of the optimizer's range
   */
  void groupMomentum(int group, double value);

  /** The momentum of the next step of the first group. */
  default double momentum() {
    return groupMomentum(0);
  }

  /**
   * Changes the momentum of all groups.
   *
   * @throws IllegalArgumentException if it is out of the optimizer's range
   */
  default void momentum(double value) {
    groups().forEach(group -> groupMomentum(group.index(), value));
  }
}
