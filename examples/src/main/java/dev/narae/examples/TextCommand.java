package dev.narae.examples;

import dev.narae.examples.text.TextModel;
import dev.narae.examples.text.TextRun;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code narae text}: networks that learn to write like a novel. */
@Command(
    name = "text",
    description = {
      "Train a transformer or an LSTM to continue a text, character by character.",
      "",
      "Writes metrics, the model and a text of its own into a folder.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TextCommand implements Callable<Integer> {
  private final PrintStream out;

  @Option(
      names = "--model",
      paramLabel = "KIND",
      description = "transformer or lstm (default: ${DEFAULT-VALUE}).")
  private TextModel.Kind model = TextModel.Kind.TRANSFORMER;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of the optimizer (default: ${DEFAULT-VALUE}).")
  private int steps = 2000;

  @Option(
      names = "--text",
      paramLabel = "FILE",
      description = "A text in UTF-8 (default: Jane Austen's Emma).")
  private @Nullable Path text;

  @Mixin private Runs runs = new Runs();

  TextCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    Runs.requirePositive("--steps", steps);
    runs.run(() -> new TextRun(model, steps, runs.seed(), text, runs.out(), out).run());
    return 0;
  }
}
