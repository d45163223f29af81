package dev.narae.examples;

import dev.narae.examples.digits.DigitsRun;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code narae digits}: the network that reads more than 99.2 % of MNIST's test digits. */
@Command(
    name = "digits",
    description = {
      "Train a deeper network with batch normalisation on distorted digits (MNIST).",
      "",
      "Writes metrics and the model into a folder.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DigitsCommand implements Callable<Integer> {
  private final PrintStream out;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the data (default: ${DEFAULT-VALUE}).")
  private int epochs = 4;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder with four IDX files, .gz or not (default: embedded MNIST).")
  private @Nullable Path data;

  @Mixin private Runs runs = new Runs();

  DigitsCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    Runs.requirePositive("--epochs", epochs);
    runs.run(() -> new DigitsRun(epochs, runs.seed(), data, runs.out(), out).run());
    return 0;
  }
}
