package dev.narae.examples.mnist;

import dev.narae.Backends;
import dev.narae.Device;
import dev.narae.examples.UserException;
import dev.narae.examples.report.AtomicFile;
import dev.narae.examples.report.CurvePlot;
import dev.narae.examples.report.DigitSheet;
import dev.narae.examples.report.Fonts;
import dev.narae.examples.report.MetricsCsv;
import dev.narae.examples.report.MetricsTable;
import dev.narae.examples.report.Png;
import dev.narae.examples.report.Progress;
import dev.narae.examples.report.RunSummary;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The main job: trains {@link MnistCnn} and writes what came of it into a folder. */
public final class TrainingRun {
  private final TrainOptions options;
  private final PrintStream out;
  private final Progress progress;

  /**
   * A run that has not begun.
   *
   * @param out gets a few lines about the run and the final table
   * @param progress shows how far it has come
   */
  public TrainingRun(TrainOptions options, PrintStream out, Progress progress) {
    this.options = options;
    this.out = out;
    this.progress = progress;
  }

  /**
   * Trains, or goes on training.
   *
   * @throws UserException if the options do not fit each other, the data or the checkpoint, or if
   *     training diverges
   * @throws dev.narae.DeviceException if the device cannot be used
   * @throws IOException if a file is damaged, cannot be read or cannot be written
   */
  public RunSummary run() throws IOException {
    String name = options.device();
    Device device = name == null ? Backends.defaultDevice() : Device.of(name);
    Backends.open(device);
    try {
      return Device.with(device, () -> runUnchecked(device));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private RunSummary runUnchecked(Device device) {
    try {
      return run(device);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunSummary run(Device device) throws IOException {
    Path resume = options.resume();
    ResumePoint start = resume == null ? null : ResumePoint.read(resume);
    TrainSettings settings =
        options.settings(start == null ? TrainSettings.DEFAULTS : start.notes().settings());
    MnistSets sets = MnistSets.load(options.data());
    Training training = new Training(sets, settings);
    if (start != null) {
      training.resume(start);
    }
    RunFolder folder = RunFolder.open(options.out(), resume, sets.name());
    announce(device, settings, sets, folder);
    fit(training, folder);
    report(training, sets, folder);
    return RunSummary.of(training.epochs(), device.toString());
  }

  private void announce(Device device, TrainSettings settings, MnistSets sets, RunFolder folder) {
    out.printf(
        "%s: %d images for training, %d for validation%n",
        sets.name(), sets.train().size(), sets.test().size());
    out.printf(
        "device %s, batch %d, learning rate %s, seed %d; results go to %s%n",
        device, settings.batch(), settings.lr(), settings.seed(), folder.path());
  }

  /** After every epoch the folder holds all that is needed to go on. */
  private void fit(Training training, RunFolder folder) throws IOException {
    while (!training.isFinished()) {
      training.runEpoch(progress);
      training.save(folder.checkpoint());
      AtomicFile.write(folder.file("metrics.csv"), MetricsCsv.format(training.epochs()));
    }
  }

  private void report(Training training, MnistSets sets, RunFolder folder) throws IOException {
    out.println();
    out.print(MetricsTable.format(training.epochs()));
    out.println();
    if (Fonts.usable()) {
      CurvePlot.write(folder.path(), "loss", CurvePlot.loss(training.epochs()));
      CurvePlot.write(folder.path(), "accuracy", CurvePlot.accuracy(training.epochs()));
      Png.write(
          folder.file("digits.png"), DigitSheet.draw(Predictions.sections(training.model(), sets)));
    } else {
      out.println(
          "No pictures were drawn: this machine has no fonts; install fontconfig and a font such"
              + " as DejaVu, and resume with one more epoch.");
    }
    out.println("Results are in " + folder.path());
  }
}
