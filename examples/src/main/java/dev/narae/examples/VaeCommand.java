package dev.narae.examples;

import dev.narae.examples.vae.VaeRun;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code narae vae}: a network that draws digits of its own. */
@Command(
    name = "vae",
    description = {
      "Train a variational autoencoder on digits (MNIST) and let it draw.",
      "",
      "Writes metrics, the model and pictures of samples and reconstructions into a folder.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class VaeCommand implements Callable<Integer> {
  private final PrintStream out;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the data (default: ${DEFAULT-VALUE}).")
  private int epochs = 10;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder with four IDX files, .gz or not (default: embedded MNIST).")
  private @Nullable Path data;

  @Mixin private Runs runs = new Runs();

  VaeCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    Runs.requirePositive("--epochs", epochs);
    runs.run(() -> new VaeRun(epochs, runs.seed(), data, runs.out(), out).run());
    return 0;
  }
}
