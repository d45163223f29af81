package dev.narae.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoublePredicate;

/** Reads a saved scheduler's numbers and collects what is wrong with them. */
final class SchedulerState {
  private final String scheduler;
  private final Map<String, Double> state;
  private final List<String> problems = new ArrayList<>();

  SchedulerState(String scheduler, Map<String, Double> state, String... names) {
    this.scheduler = scheduler;
    this.state = state;
    Set<String> unexpected = new TreeSet<>(state.keySet());
    unexpected.removeAll(Set.of(names));
    unexpected.forEach(name -> problems.add("'%s' is unexpected".formatted(name)));
  }

  /** A number, or 0 with a problem noted if it is missing or not allowed. */
  double real(String name, DoublePredicate allowed) {
    Double value = state.get(name);
    if (value == null || !allowed.test(value)) {
      problems.add("'%s' is %s".formatted(name, value == null ? "missing" : value));
      return 0;
    }
    return value;
  }

  /** A whole number of 0 or more. */
  long count(String name) {
    return (long) real(name, value -> value >= 0 && value == Math.rint(value) && value < 0x1p53);
  }

  /** Throws if there is a problem. */
  void check() {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: the saved state does not fit, nothing was loaded; load what stateDict returned: %s"
              .formatted(scheduler, String.join(", ", problems)));
    }
  }
}
