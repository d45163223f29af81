package dev.narae.optim;

import java.util.List;

/** Checks of what optimizers and schedules are made with. */
final class Ranges {
  private Ranges() {}

  static void notNegative(String name, String what, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "%s: the %s is %s; it must be 0 or more and finite".formatted(name, what, value));
    }
  }

  static void notNegative(String name, String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          "%s: the %s is %d; it must be 0 or more".formatted(name, what, value));
    }
  }

  static void positive(String name, String what, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "%s: the %s is %s; it must be above 0 and finite".formatted(name, what, value));
    }
  }

  static void atLeastOne(String name, String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "%s: the %s is %d; it must be at least 1".formatted(name, what, value));
    }
  }

  static void fraction(String name, String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "%s: the %s is %s; it must lie in [0, 1]".formatted(name, what, value));
    }
  }

  static void belowOne(String name, String what, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s: the %s is %s; it must lie in [0, 1)".formatted(name, what, value));
    }
  }

  static void ascending(String name, List<Long> milestones) {
    for (int i = 0; i < milestones.size(); i++) {
      if (milestones.get(i) < (i == 0 ? 0 : milestones.get(i - 1))) {
        throw new IllegalArgumentException(
            "%s: the milestones are %s; they must be 0 or more and ascend"
                .formatted(name, milestones));
      }
    }
  }
}
