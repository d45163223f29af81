package dev.narae.train;

import dev.narae.optim.WeightAverage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Averages a model's parameters over the steps of a run. The model has the averaged values while it
 * is tried on the validation data, and when the run has ended; it is trained with its own.
 *
 * <pre>{@code
 * trainer.callback(new WeightAveraging(WeightAverage.exponential(model, 0.999)));
 * }</pre>
 *
 * <p>A checkpoint holds the model's own values and, beside them, the average, so that a run goes on
 * exactly as it would have.
 */
public final class WeightAveraging implements Callback {
  private final WeightAverage average;
  private final long firstStep;
  private WeightAverage.@Nullable Use use;

  /** Averages from the first step on. */
  public WeightAveraging(WeightAverage average) {
    this(average, 1);
  }

  private WeightAveraging(WeightAverage average, long firstStep) {
    this.average = average;
    this.firstStep = firstStep;
  }

  /**
   * The same, but what comes before a step does not count.
   *
   * @param step the first whose parameters count; counted from 1
   */
  public WeightAveraging from(long step) {
    if (step < 1) {
      throw new IllegalArgumentException(
          "WeightAveraging.from: step %d; steps are counted from 1".formatted(step));
    }
    return new WeightAveraging(average, step);
  }

  @Override
  public State state() {
    return new State(average.stateDict(), Map.of());
  }

  @Override
  public void restore(State state) {
    average.loadStateDict(state.tensors());
  }

  @Override
  public void stepEnded(Run run) {
    if (run.step() >= firstStep) {
      average.update();
    }
  }

  @Override
  public void validationBegun(Run run) {
    if (average.count() > 0) {
      use = average.apply();
    }
  }

  @Override
  public void validationEnded(Run run) {
    close();
  }

  /** Leaves the average in the model. */
  @Override
  public void runEnded(Run run) {
    if (average.count() > 0) {
      WeightAverage.Use _ = average.apply();
    }
  }

  /** Gives the model its own values back if validation failed. */
  @Override
  public void close() {
    WeightAverage.Use open = use;
    if (open != null) {
      use = null;
      open.close();
    }
  }
}
