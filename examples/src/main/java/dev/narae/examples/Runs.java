package dev.narae.examples;

import dev.narae.Backends;
import dev.narae.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that the commands of all examples have, and how they take effect. */
final class Runs {
  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "Where to compute, such as cpu or cuda:0; see 'narae devices'.")
  private @Nullable String device;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Start of all random numbers (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads (default: one a core); results do not change.")
  private @Nullable Integer threads;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the results (default: a new one in runs).")
  private @Nullable Path out;

  /** What a command does once the device is chosen. */
  @FunctionalInterface
  interface Body {
    /** Runs to its end. */
    void run() throws IOException;
  }

  long seed() {
    return seed;
  }

  @Nullable Path out() {
    return out;
  }

  /** Runs with the chosen device as the default. */
  void run(Body body) throws IOException {
    requirePositive("--threads", threads);
    if (threads != null) {
      System.setProperty("narae.threads", threads.toString());
    }
    Device chosen = device == null ? Backends.defaultDevice() : Device.of(device);
    Backends.open(chosen);
    try {
      Device.with(
          chosen,
          () -> {
            try {
              body.run();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  static void requirePositive(String option, @Nullable Integer value) {
    if (value != null && value < 1) {
      throw new UserException("%s is %d; it must be at least 1".formatted(option, value));
    }
  }
}
