package dev.narae.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Sets an optimizer's learning rate by a {@link Schedule}: call {@link #step} after each epoch, or
 * after each of the optimizer's steps, whichever the schedule counts.
 *
 * <pre>{@code
 * LRScheduler scheduler = new LRScheduler(optimizer, new StepLR(30, 0.1));
 * }</pre>
 *
 * <p>The rate of each group is set from its first one, the base, and the number of steps; a change
 * from elsewhere lasts until the next step only.
 */
public final class LRScheduler implements Scheduler {
  private static final String STEP = "step";
  private static final String BASE = "base_lr";

  private final Optimizer optimizer;
  private final Schedule schedule;
  private double[] bases;
  private long steps;

  /**
   * A scheduler that begins now, with the optimizer's rate as the base.
   *
   * @throws IllegalArgumentException if the schedule changes the momentum and the optimizer has
   *     none
   */
  public LRScheduler(Optimizer optimizer, Schedule schedule) {
    if (schedule.changesMomentum() && !(optimizer instanceof Momentum)) {
      throw new IllegalArgumentException(
          "LRScheduler: %s has no momentum for %s to change; switch that off in the schedule"
              .formatted(optimizer.name(), schedule));
    }
    this.optimizer = optimizer;
    this.schedule = schedule;
    this.bases = optimizer.groups().stream().mapToDouble(ParameterGroup::learningRate).toArray();
    set();
  }

  /** Counts one more step and sets the learning rate for what follows. */
  public void step() {
    steps++;
    set();
  }

  private void set() {
    for (ParameterGroup group : optimizer.groups()) {
      group.learningRate(schedule.learningRate(steps, base(group)));
    }
    OptionalDouble momentum = schedule.momentum(steps);
    if (momentum.isPresent() && optimizer instanceof Momentum changed) {
      changed.momentum(momentum.getAsDouble());
    }
  }

  /** A group that was added later begins with the rate it has then. */
  private double base(ParameterGroup group) {
    if (group.index() >= bases.length) {
      int known = bases.length;
      bases = Arrays.copyOf(bases, group.index() + 1);
      for (int i = known; i < bases.length; i++) {
        bases[i] = optimizer.groups().get(i).learningRate();
      }
    }
    return bases[group.index()];
  }

  /** How many steps were taken. */
  public long steps() {
    return steps;
  }

  @Override
  public double learningRate() {
    return optimizer.learningRate();
  }

  @Override
  public Map<String, Double> stateDict() {
    Map<String, Double> state = new LinkedHashMap<>();
    state.put(STEP, (double) steps);
    for (ParameterGroup group : optimizer.groups()) {
      state.put(name(group), base(group));
    }
    return state;
  }

  private static String name(ParameterGroup group) {
    return group.index() == 0 ? BASE : BASE + "." + group.index();
  }

  /** {@inheritDoc} The optimizer's rate and momentum become those of the loaded step. */
  @Override
  public void loadStateDict(Map<String, Double> state) {
    List<ParameterGroup> groups = optimizer.groups();
    List<String> names = new ArrayList<>(groups.stream().map(LRScheduler::name).toList());
    names.addFirst(STEP);
    SchedulerState saved = new SchedulerState("LRScheduler", state, names.toArray(String[]::new));
    long savedSteps = saved.count(STEP);
    double[] savedBases =
        groups.stream()
            .mapToDouble(
                group -> saved.real(name(group), value -> value >= 0 && Double.isFinite(value)))
            .toArray();
    saved.check();
    steps = savedSteps;
    bases = savedBases;
    set();
  }
}
