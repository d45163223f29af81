package dev.narae.train;

import dev.narae.optim.LRScheduler;
import dev.narae.optim.ReduceLROnPlateau;
import dev.narae.optim.Scheduler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Moves a scheduler on after each epoch or each step, and keeps it in checkpoints. */
final class Scheduling implements Callback {
  private final Scheduler scheduler;
  private final boolean everyStep;
  private final @Nullable String figure;

  Scheduling(Scheduler scheduler, boolean everyStep, @Nullable String figure) {
    this.scheduler = scheduler;
    this.everyStep = everyStep;
    this.figure = figure;
  }

  @Override
  public State state() {
    Map<String, String> texts = new LinkedHashMap<>();
    // In the order of names: that of Map.of differs from process to process.
    new TreeMap<>(scheduler.stateDict())
        .forEach((name, value) -> texts.put(name, value.toString()));
    return State.ofTexts(texts);
  }

  @Override
  public void restore(State state) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    state.texts().keySet().forEach(name -> numbers.put(name, state.number(name)));
    scheduler.loadStateDict(numbers);
  }

  @Override
  public void stepEnded(Run run) {
    if (everyStep && scheduler instanceof LRScheduler lr) {
      lr.step();
    }
  }

  @Override
  public void epochEnded(Run run) {
    if (everyStep) {
      return;
    }
    switch (scheduler) {
      case LRScheduler lr -> lr.step();
      case ReduceLROnPlateau plateau -> plateau.step(run.figure(figure == null ? "" : figure));
    }
  }
}
