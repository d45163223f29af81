package dev.narae.examples.recipes;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that all recipes share. */
public final class RunOptions {
  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data.")
  private @Nullable Integer epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Samples in a batch (default: 64).")
  private int batch;

  @Option(names = "--lr", paramLabel = "X", description = "Greatest learning rate.")
  private @Nullable Double lr;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Start of all random numbers (default: 0).")
  private long seed;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that prepare batches (default: 1); results do not change.")
  private int workers;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the results (default: a new one in runs).")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with the run in this folder, from its last checkpoint.")
  private @Nullable Path resume;

  RunOptions() {}

  int epochs(int open) {
    return epochs == null ? open : epochs;
  }

  int batch() {
    return batch;
  }

  double lr(double open) {
    return lr == null ? open : lr;
  }

  long seed() {
    return seed;
  }

  int workers() {
    return workers;
  }

  @Nullable Path out() {
    return out;
  }

  @Nullable Path resume() {
    return resume;
  }
}
