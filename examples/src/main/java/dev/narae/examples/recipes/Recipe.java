package dev.narae.examples.recipes;

import dev.narae.Backends;
import dev.narae.data.DataLoader;
import dev.narae.examples.UserException;
import dev.narae.examples.report.Progress;
import dev.narae.nn.Layer;
import dev.narae.optim.AdamW;
import dev.narae.optim.LRScheduler;
import dev.narae.optim.OneCycleLR;
import dev.narae.record.CsvTable;
import dev.narae.record.HtmlReport;
import dev.narae.record.JsonLines;
import dev.narae.record.TensorBoard;
import dev.narae.train.Checkpoints;
import dev.narae.train.DivergedException;
import dev.narae.train.Goal;
import dev.narae.train.GradientClipping;
import dev.narae.train.History;
import dev.narae.train.NanGuard;
import dev.narae.train.RunFolder;
import dev.narae.train.Trainer;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the recipes have in common: AdamW under one cycle of the learning rate, a folder that holds
 * checkpoints and records, and progress on the terminal.
 *
 * @param name of the run, and of its folder
 * @param figure the figure by which the best epoch is kept, such as {@code validation/accuracy}
 */
record Recipe(String name, String figure, Goal goal, PrintStream out) {

  /** Trains and tells what came of it. */
  void run(
      RunOptions options,
      int epochs,
      double lr,
      Layer model,
      DataLoader training,
      DataLoader validation,
      Configuration configuration)
      throws IOException {
    AdamW optimizer = new AdamW(model.parameters(), lr);
    Trainer trainer = configuration.trainer(model, optimizer);
    trainer.schedulePerStep(
        new LRScheduler(optimizer, new OneCycleLR(lr, training.batches() * epochs)));
    Path resume = options.resume();
    try (RunFolder folder = folder(options)) {
      record(trainer, folder);
      if (resume != null) {
        requireCheckpoint(folder);
        trainer.resume(folder.last());
      }
      out.printf(
          "%s: %d samples for training, %d for validation; results go to %s%n",
          name, training.samples(), validation.samples(), folder.path());
      History history = trainer.fit(training, validation, epochs);
      RunPlots.write(folder.path(), history);
      report(history);
    } catch (DivergedException e) {
      throw new UserException(String.valueOf(e.getMessage()), e);
    }
  }

  /** How a trainer of a model is made. */
  interface Configuration {
    /** The trainer with loss and metrics. */
    Trainer trainer(Layer model, AdamW optimizer);
  }

  private void record(Trainer trainer, RunFolder folder) {
    trainer
        .callback(new NanGuard())
        .callback(GradientClipping.norm(5))
        .callback(new CsvTable(folder.file("metrics.csv")))
        .callback(new JsonLines(folder.file("metrics.jsonl")))
        .callback(new TensorBoard(folder.file("events")))
        .callback(
            new HtmlReport(folder.file("report.html"), name)
                .fact("device", Backends.defaultDevice().toString()))
        .callback(new ShownProgress(Progress.on(out, terminal())))
        .callback(new Checkpoints(folder.path()).best(figure, goal));
  }

  /** Whether a person reads along. */
  private static boolean terminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  private RunFolder folder(RunOptions options) throws IOException {
    Path resume = options.resume();
    Path chosen = options.out();
    if (resume != null) {
      return RunFolder.open(resume);
    }
    if (chosen != null) {
      return RunFolder.create(chosen);
    }
    Path folder = Path.of("runs", name);
    for (int number = 2; Files.exists(folder); number++) {
      folder = Path.of("runs", name + "-" + number);
    }
    return RunFolder.create(folder);
  }

  private static void requireCheckpoint(RunFolder folder) {
    if (!Files.exists(folder.last())) {
      throw new UserException(
          "--resume: %s has no checkpoint; give the folder of a run that has ended an epoch"
              .formatted(folder.path()));
    }
  }

  private void report(History history) {
    String reason = history.stopReason();
    if (reason != null) {
      out.println("Stopped: " + reason);
    }
    for (Map.Entry<String, Double> figure : history.last().entrySet()) {
      out.printf(Locale.ROOT, "%-24s %.6f%n", figure.getKey(), figure.getValue());
    }
  }

  /** Refuses numbers that make no sense. */
  static @Nullable String problem(RunOptions options) {
    if (options.batch() < 1 || options.workers() < 0 || options.epochs(1) < 1) {
      return "--batch and --epochs must be 1 or more, --workers 0 or more";
    }
    return options.lr(1) > 0 && Double.isFinite(options.lr(1))
        ? null
        : "--lr must be a positive finite number";
  }
}
