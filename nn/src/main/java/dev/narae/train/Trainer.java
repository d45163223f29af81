package dev.narae.train;

import dev.narae.Autocast;
import dev.narae.DType;
import dev.narae.Tensor;
import dev.narae.data.DataLoader;
import dev.narae.data.LoaderState;
import dev.narae.nn.Layer;
import dev.narae.nn.Module;
import dev.narae.optim.GradScaler;
import dev.narae.optim.LRScheduler;
import dev.narae.optim.Optimizer;
import dev.narae.optim.ReduceLROnPlateau;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The training loop: batches forwards and backwards, steps of the optimizer, validation after each
 * epoch, and callbacks for all else.
 *
 * <pre>{@code
 * Trainer trainer =
 *     Trainer.of(model, optimizer, Tensor::crossEntropy)
 *         .metric("accuracy", Accuracy::new)
 *         .callback(new EarlyStopping("validation/loss", 3));
 * History history = trainer.fit(training, validation, 20);
 * }</pre>
 *
 * <p>It computes exactly what a loop written by hand does; each batch has a scope of its own. A
 * trainer is for one run at a time.
 */
public final class Trainer {
  private final Module model;
  private final Optimizer optimizer;
  private final ForwardStep forward;
  private final Map<String, Supplier<? extends Metric>> metrics = new LinkedHashMap<>();
  private final List<Callback> callbacks = new ArrayList<>();
  private int accumulated = 1;
  private MixedPrecision precision = MixedPrecision.OFF;
  private @Nullable Path checkpoint;
  private @Nullable Loop loop;

  private Trainer(Module model, Optimizer optimizer, ForwardStep forward) {
    this.model = model;
    this.optimizer = optimizer;
    this.forward = forward;
  }

  /**
   * A trainer of a layer that maps a batch's input to what is compared with its target.
   *
   * @param loss a single number out of the layer's output and the target
   */
  public static Trainer of(Layer model, Optimizer optimizer, BinaryOperator<Tensor> loss) {
    return new Trainer(
        model,
        optimizer,
        batch -> {
          Tensor output = model.call(batch.input());
          return new Output(loss.apply(output, batch.target()), output, batch.target());
        });
  }

  /** A trainer of any module, run by a step of one's own. */
  public static Trainer of(Module model, Optimizer optimizer, ForwardStep forward) {
    return new Trainer(model, optimizer, forward);
  }

  // --- What belongs to a run ------------------------------------------------------------------

  /**
   * Has a metric collected in training and in validation, as {@code train/name} and {@code
   * validation/name}; returns this.
   */
  public Trainer metric(String name, Supplier<? extends Metric> metric) {
    if (name.isBlank() || name.equals("loss") || metrics.putIfAbsent(name, metric) != null) {
      throw new IllegalArgumentException(
          "Trainer.metric: '%s' is taken or empty; choose another name".formatted(name));
    }
    return this;
  }

  /** Adds a callback, which comes after those added before; returns this. */
  public Trainer callback(Callback callback) {
    callbacks.add(callback);
    return this;
  }

  /** Moves a scheduler on after each epoch; returns this. */
  public Trainer schedulePerEpoch(LRScheduler scheduler) {
    return callback(new Scheduling(scheduler, false, null));
  }

  /** Moves a scheduler on after each step; returns this. */
  public Trainer schedulePerStep(LRScheduler scheduler) {
    return callback(new Scheduling(scheduler, true, null));
  }

  /**
   * Shows a scheduler a figure, such as {@code validation/loss}, after each epoch; returns this.
   */
  public Trainer schedule(ReduceLROnPlateau scheduler, String figure) {
    return callback(new Scheduling(scheduler, false, figure));
  }

  /**
   * Adds up the gradients of several batches before each step, as if they were one batch of their
   * mean loss; returns this. The last step of an epoch may have fewer.
   *
   * @param batches at least 1
   */
  public Trainer accumulate(int batches) {
    if (batches < 1) {
      throw new IllegalArgumentException(
          "Trainer.accumulate: %d batches; it must be at least 1".formatted(batches));
    }
    accumulated = batches;
    return this;
  }

  /**
   * Runs the model and its loss, in training and validation, under {@link Autocast}; in F16 with a
   * {@link GradScaler} of PyTorch's values. Returns this.
   *
   * @param dtype {@link DType#BF16} or {@link DType#F16}
   * @throws IllegalArgumentException if it is another
   */
  public Trainer mixedPrecision(DType dtype) {
    return mixedPrecision(
        dtype, new GradScaler(GradScaler.Options.DEFAULT.enabled(dtype == DType.F16)));
  }

  /**
   * The same with a scaler of one's own. Callbacks see gradients that are divided by its factor. A
   * step that it leaves out, because a gradient is infinite or NaN, does not count, and schedulers
   * and averages pass over it. Checkpoints keep the factor.
   *
   * @throws IllegalStateException if the precision was chosen already
   */
  public Trainer mixedPrecision(DType dtype, GradScaler scaler) {
    if (precision != MixedPrecision.OFF) {
      throw new IllegalStateException(
          "Trainer.mixedPrecision: it was called already; choose one dtype for a trainer");
    }
    precision = MixedPrecision.of(dtype, scaler);
    return callback(precision);
  }

  /**
   * Has the next {@link #fit} go on from a checkpoint that a run of the same trainer saved, even in
   * the middle of an epoch, exactly as if it had not stopped; returns this.
   */
  public Trainer resume(Path file) {
    checkpoint = file;
    return this;
  }

  // --- Training -------------------------------------------------------------------------------

  /** Trains without validation. */
  public History fit(DataLoader training, int epochs) throws IOException {
    return run(training, null, epochs);
  }

  /**
   * Trains, and tries the model on the validation data after each epoch.
   *
   * @param epochs how many there shall be, those before a checkpoint included
   * @throws IOException if a checkpoint or a recording cannot be read or written
   */
  public History fit(DataLoader training, DataLoader validation, int epochs) throws IOException {
    return run(training, validation, epochs);
  }

  private History run(DataLoader training, @Nullable DataLoader validation, int epochs)
      throws IOException {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "Trainer.fit: %d epochs; it must be at least 1".formatted(epochs));
    }
    if (loop != null) {
      throw new IllegalStateException("Trainer.fit: a run of this trainer is under way");
    }
    Path file = checkpoint;
    checkpoint = null;
    Loop own = new Loop(this, training, validation, epochs);
    loop = own;
    try {
      return own.run(file);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      loop = null;
    }
  }

  /** The mean {@code loss} of a model on data, and its metrics, without training it. */
  public Map<String, Double> evaluate(DataLoader data) {
    Validation validation = new Validation(this);
    Run run = new Run(this, 1, data.knownBatches(), new LoaderState(0, 0), 0);
    validation.run(data, "", run);
    return new LinkedHashMap<>(run.figures());
  }

  // --- For the loop ---------------------------------------------------------------------------

  Module model() {
    return model;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  ForwardStep forward() {
    return precision.around(forward);
  }

  GradScaler scaler() {
    return precision.scaler();
  }

  int accumulated() {
    return accumulated;
  }

  MetricSet newMetrics() {
    return new MetricSet(metrics);
  }

  List<Callback> callbacks() {
    return Collections.unmodifiableList(callbacks);
  }

  /** Callbacks under the names of their states; those of one name are numbered. */
  Map<String, Callback> namedCallbacks() {
    Map<String, Callback> named = new LinkedHashMap<>();
    for (Callback callback : callbacks) {
      String name = callback.name();
      for (int number = 2; named.containsKey(name); number++) {
        name = callback.name() + " " + number;
      }
      named.put(name, callback);
    }
    return named;
  }

  void save(Path file, Run run) throws IOException {
    if (loop == null) {
      throw new IllegalStateException("Run.save: the run has ended");
    }
    loop.save(file, run);
  }
}
