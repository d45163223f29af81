package dev.narae.train;

import dev.narae.data.LoaderState;
import dev.narae.nn.Module;
import dev.narae.optim.Optimizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A training run under way, as callbacks see it. */
public final class Run {
  private final Trainer trainer;
  private final int epochs;
  private final OptionalLong batches;
  private final boolean resumed;
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private LoaderState place;
  private long step;
  private long samples;
  private double loss = Double.NaN;
  private long batchSize;
  private @Nullable Output output;
  private @Nullable String stopped;

  Run(Trainer trainer, int epochs, OptionalLong batches, LoaderState start, long step) {
    this.trainer = trainer;
    this.epochs = epochs;
    this.batches = batches;
    this.place = start;
    this.step = step;
    resumed = step > 0;
  }

  /** The model. */
  public Module model() {
    return trainer.model();
  }

  /** The optimizer. */
  public Optimizer optimizer() {
    return trainer.optimizer();
  }

  /** Whether the run goes on from a checkpoint. */
  public boolean isResumed() {
    return resumed;
  }

  /** The number of the epoch under way, or of the one that has just ended; counted from 0. */
  public int epoch() {
    return place.epoch();
  }

  /** How many epochs there shall be. */
  public int epochs() {
    return epochs;
  }

  /** How many batches of this epoch are done. */
  public long batch() {
    return place.batches();
  }

  /** How many batches an epoch has, if it is known. */
  public OptionalLong batches() {
    return batches;
  }

  /** How many times the parameters were changed, since the very beginning. */
  public long step() {
    return step;
  }

  /** How many samples were trained on since this process began. */
  public long samples() {
    return samples;
  }

  /** The loss of the latest batch; NaN before the first. */
  public double loss() {
    return loss;
  }

  /** The number of samples in the latest batch. */
  public long batchSize() {
    return batchSize;
  }

  /** What the model gave for the latest batch; its tensors last until the step ends. */
  public Output output() {
    if (output == null) {
      throw new IllegalStateException("Run.output: no batch is under way");
    }
    return output;
  }

  /**
   * The figures of the epoch that has ended, such as {@code train/loss}, {@code
   * validation/accuracy} and {@code learning_rate}.
   */
  public Map<String, Double> figures() {
    return Collections.unmodifiableMap(figures);
  }

  /**
   * One of the {@link #figures}.
   *
   * @throws IllegalArgumentException if there is none of this name, naming those there are
   */
  public double figure(String name) {
    Double value = figures.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "there is no figure '%s' in this run; there are %s".formatted(name, figures.keySet()));
    }
    return value;
  }

  /** Adds a figure to those of the epoch, for the recorders that come after. */
  public void record(String name, double value) {
    figures.put(name, value);
  }

  /**
   * Ends the run after this step or epoch, in order.
   *
   * @param reason what to tell the user
   */
  public void stop(String reason) {
    if (stopped == null) {
      stopped = reason;
    }
  }

  /** Why the run ends before its last epoch; null if it does not. */
  public @Nullable String stopReason() {
    return stopped;
  }

  /** Saves everything that is needed to go on from here: see {@link Trainer#resume}. */
  public void save(Path file) throws IOException {
    trainer.save(file, this);
  }

  // --- For the trainer ------------------------------------------------------------------------

  LoaderState place() {
    return place;
  }

  void moveTo(LoaderState next) {
    place = next;
  }

  void batchDone(Output result, double value, long size) {
    output = result;
    loss = value;
    batchSize = size;
    samples += size;
  }

  void stepDone() {
    step++;
  }

  void batchClosed() {
    output = null;
  }

  void clearFigures() {
    figures.clear();
  }
}
