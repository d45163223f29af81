package dev.narae.train;

import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.data.Batch;
import dev.narae.data.BatchIterator;
import dev.narae.data.DataLoader;
import dev.narae.data.LoaderState;
import dev.narae.optim.GradScaler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of a {@link Trainer}. */
final class Loop {
  private static final String TRAIN = "train/";
  private static final String VALIDATION = "validation/";

  private final Trainer trainer;
  private final DataLoader training;
  private final @Nullable DataLoader validation;
  private final int epochs;
  private final MetricSet metrics;
  private final Validation validating;
  private final List<Map<String, Double>> history = new ArrayList<>();

  /** How many batches have added to the gradients since the last step. */
  private int pending;

  Loop(Trainer trainer, DataLoader training, @Nullable DataLoader validation, int epochs) {
    this.trainer = trainer;
    this.training = training;
    this.validation = validation;
    this.epochs = epochs;
    metrics = trainer.newMetrics();
    validating = new Validation(trainer);
  }

  History run(@Nullable Path checkpoint) throws IOException {
    try {
      Run run = begin(checkpoint);
      each(callback -> callback.runBegun(run));
      while (run.epoch() < epochs && run.stopReason() == null) {
        epoch(run);
      }
      each(callback -> callback.runEnded(run));
      return new History(history, run.step(), run.stopReason());
    } finally {
      close();
    }
  }

  private Run begin(@Nullable Path checkpoint) throws IOException {
    if (checkpoint == null) {
      return new Run(trainer, epochs, training.knownBatches(), new LoaderState(0, 0), 0);
    }
    RunState state = RunState.read(checkpoint, trainer, metrics);
    history.addAll(state.history());
    return new Run(trainer, epochs, training.knownBatches(), state.place(), state.step());
  }

  private void each(Consumer<Callback> call) {
    trainer.callbacks().forEach(call);
  }

  /** Callbacks release what they hold; the first failure of one is told, and hides none before. */
  private void close() {
    RuntimeException failure = null;
    for (Callback callback : trainer.callbacks()) {
      try {
        callback.close();
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void epoch(Run run) {
    int epoch = run.epoch();
    trainer.model().train();
    each(callback -> callback.epochBegun(run));
    trainer.optimizer().zeroGrad();
    pending = 0;
    try (BatchIterator batches = training.epoch(run.place()).iterator()) {
      while (run.stopReason() == null && batches.hasNext()) {
        batch(batches, run);
      }
      if (run.stopReason() != null && (batches.hasNext() || pending > 0)) {
        return;
      }
    }
    endEpoch(run);
    run.moveTo(new LoaderState(epoch + 1, 0));
    // Saved from within, so that the state says where to go on: at the beginning of the next epoch.
    each(callback -> callback.settled(run, true));
  }

  private void batch(BatchIterator batches, Run run) {
    if (StepEvents.ON) {
      StepEvents.around(() -> computed(batches, run), run);
    } else {
      computed(batches, run);
    }
  }

  private void computed(BatchIterator batches, Run run) {
    boolean stepped;
    try (Scope _ = Scope.open("a training step")) {
      Batch batch = batches.next();
      run.moveTo(batches.state());
      Output output = trainer.forward().run(batch);
      Tensor loss = output.loss();
      double value = loss.item();
      run.batchDone(output, value, batch.size());
      int group = groupSize(run);
      trainer.scaler().scale(group == 1 ? loss : loss.div((double) group)).backward();
      metrics.add(output, value, batch.size());
      boolean due = ++pending >= group || !batches.hasNext();
      stepped = due && step(run);
    }
    run.batchClosed();
    if (stepped) {
      each(callback -> callback.settled(run, false));
    }
  }

  /** How many batches share this one's step: fewer at the end of an epoch. */
  private int groupSize(Run run) {
    int most = trainer.accumulated();
    if (most == 1 || run.batches().isEmpty()) {
      return most;
    }
    long first = run.batch() - 1 - pending;
    return (int) Math.min(most, run.batches().getAsLong() - first);
  }

  /** Whether the parameters were changed: a gradient out of range leaves them as they are. */
  private boolean step(Run run) {
    GradScaler scaler = trainer.scaler();
    scaler.unscale(trainer.optimizer());
    boolean taken;
    try {
      each(callback -> callback.gradientsReady(run));
      taken = scaler.step(trainer.optimizer());
    } finally {
      // Also where a callback ends the run: another one may follow.
      scaler.update();
    }
    trainer.optimizer().zeroGrad();
    pending = 0;
    if (taken) {
      run.stepDone();
      each(callback -> callback.stepEnded(run));
    }
    return taken;
  }

  private void endEpoch(Run run) {
    run.clearFigures();
    metrics.report(TRAIN, run);
    metrics.reset();
    DataLoader data = validation;
    if (data != null) {
      each(callback -> callback.validationBegun(run));
      validating.run(data, VALIDATION, run);
      each(callback -> callback.validationEnded(run));
    }
    run.record("learning_rate", trainer.optimizer().learningRate());
    each(callback -> callback.epochEnded(run));
    history.add(new LinkedHashMap<>(run.figures()));
  }

  void save(Path file, Run run) throws IOException {
    RunState.save(file, trainer, metrics, run, history);
  }
}
