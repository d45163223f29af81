package dev.narae.examples;

import dev.narae.examples.lab.LabEntry;
import dev.narae.examples.lab.LabRun;
import dev.narae.examples.lab.LabSettings;
import dev.narae.examples.mnist.TrainOptions;
import dev.narae.examples.report.Fonts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code narae lab}: runs the items of the lab report and writes the lab book. */
@Command(
    name = "lab",
    description = {
      "Run the items of a deep-learning lab report and write a lab book about them.",
      "",
      "The book is one HTML page, lab.html, that needs no network.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class LabCommand implements Callable<Integer> {
  private final PrintStream out;

  @Parameters(paramLabel = "ITEM", arity = "0..*", description = "Items to run (default: all).")
  private List<String> items = new ArrayList<>();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over MNIST in item 9 (default: 2).")
  private int epochs = LabSettings.DEFAULT.epochs();

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "Where to compute, such as cpu or cuda:0; see 'narae devices'.")
  private @Nullable String device;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder with four IDX files for item 9 (default: embedded MNIST).")
  private @Nullable Path data;

  @Option(names = "--out", paramLabel = "DIR", description = "Folder for the book (default: lab).")
  private Path folder = Path.of("lab");

  LabCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    TrainOptions.requirePositive("--epochs", epochs);
    List<LabEntry> entries = LabEntry.select(items);
    if (!Fonts.usable()) {
      throw new UserException(
          "plots need a font and this machine has none; install fontconfig and a font such as"
              + " DejaVu");
    }
    boolean passed = new LabRun(entries, new LabSettings(epochs, data), device, out).run(folder);
    return passed ? 0 : Failures.INTERNAL;
  }
}
