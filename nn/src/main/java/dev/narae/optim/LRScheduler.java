package dev.narae.optim;

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
 * <p>The rate is set from the optimizer's first one, the base, and the number of steps; a change
 * from elsewhere lasts until the next step only.
 */
public final class LRScheduler implements Scheduler {
  private static final String STEP = "step";
  private static final String BASE = "base_lr";

  private final Optimizer optimizer;
  private final Schedule schedule;
  private double base;
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
    this.base = optimizer.learningRate();
    set();
  }

  /** Counts one more step and sets the learning rate for what follows. */
  public void step() {
    steps++;
    set();
  }

  private void set() {
    optimizer.learningRate(schedule.learningRate(steps, base));
    OptionalDouble momentum = schedule.momentum(steps);
    if (momentum.isPresent() && optimizer instanceof Momentum changed) {
      changed.momentum(momentum.getAsDouble());
    }
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
    return Map.of(STEP, (double) steps, BASE, base);
  }

  /** {@inheritDoc} The optimizer's rate and momentum become those of the loaded step. */
  @Override
  public void loadStateDict(Map<String, Double> state) {
    SchedulerState saved = new SchedulerState("LRScheduler", state, STEP, BASE);
    long savedSteps = saved.count(STEP);
    double savedBase = saved.real(BASE, value -> value >= 0 && Double.isFinite(value));
    saved.check();
    steps = savedSteps;
    base = savedBase;
    set();
  }
}
