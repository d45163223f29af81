package dev.narae.examples;

import picocli.CommandLine.Command;

/**
 * The help of {@code narae bench}. The launcher starts the benchmarks themselves: they need a
 * program and JVM flags of their own.
 */
@Command(
    name = "bench",
    description = {
      "Run the benchmarks.",
      "",
      "Through the launcher: --quick, --only REGEX, --threads N, --json FILE, --list and more;",
      "./narae bench --help explains them."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Runnable {
  @Override
  public void run() {
    throw new UserException(
        "benchmarks run only through the launcher at the root of the project: ./narae bench");
  }
}
