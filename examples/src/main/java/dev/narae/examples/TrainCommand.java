package dev.narae.examples;

import dev.narae.examples.mnist.TrainOptions;
import dev.narae.examples.mnist.TrainingRun;
import dev.narae.examples.report.Progress;
import dev.narae.examples.report.RunSummary;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code narae train}: the options of the main job. */
@Command(
    name = "train",
    description = {
      "Train a small convolutional network on handwritten digits (MNIST).",
      "",
      "Writes metrics, plots, a picture of predictions and a checkpoint into a folder.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  private final PrintStream out;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data (default: 5).")
  private @Nullable Integer epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Images in a batch (default: 32).")
  private @Nullable Integer batch;

  @Option(names = "--lr", paramLabel = "X", description = "Learning rate of SGD (default: 0.01).")
  private @Nullable Double lr;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "Where to compute, such as cpu or cuda:0; see 'narae devices'.")
  private @Nullable String device;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Start of all random numbers (default: 0).")
  private @Nullable Long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads (default: one a core); results do not change.")
  private @Nullable Integer threads;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder with four IDX files, .gz or not (default: embedded MNIST).")
  private @Nullable Path data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the results (default: a new one in runs).")
  private @Nullable Path outFolder;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description =
          "Go on from a checkpoint, into its folder, with its options where none are given.")
  private @Nullable Path resume;

  @Option(
      names = "--json",
      description = "End standard output with one JSON object on a line of its own.")
  private boolean json;

  TrainCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    TrainOptions options =
        new TrainOptions(epochs, batch, lr, device, seed, data, outFolder, resume);
    TrainOptions.requirePositive("--threads", threads);
    if (threads != null) {
      System.setProperty("narae.threads", threads.toString());
    }
    RunSummary summary = new TrainingRun(options, out, Progress.on(out, terminal())).run();
    if (json) {
      out.println(summary.toJson());
    }
    return 0;
  }

  /** Whether a person reads along: input and output are a terminal. */
  private static boolean terminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }
}
