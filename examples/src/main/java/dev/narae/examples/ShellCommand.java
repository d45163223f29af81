package dev.narae.examples;

import dev.narae.Backends;
import dev.narae.Device;
import dev.narae.examples.shell.Shell;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code narae shell}: jshell that knows Narae. */
@Command(
    name = "shell",
    description = {
      "Start jshell with Narae on its class path and imported.",
      "",
      "A file of lines is run and its values are shown; - reads them from standard input. All"
          + " other",
      "arguments go to jshell as they are; its own help is at"
          + " https://docs.oracle.com/en/java/javase.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ShellCommand implements Callable<Integer> {
  private final PrintStream out;

  @Parameters(
      paramLabel = "ARGUMENT",
      arity = "0..*",
      description = "Files to run, and options of jshell such as -s or -R-Dnarae.threads=1.")
  private List<String> arguments = new ArrayList<>();

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "Where to compute, such as cpu or cuda:0; see 'narae devices'.")
  private @Nullable String device;

  ShellCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    if (ModuleLayer.boot().findModule("jdk.jshell").isEmpty()) {
      throw new UserException(
          "this Java has no jshell: the module jdk.jshell is missing from "
              + System.getProperty("java.home")
              + "; use a whole JDK");
    }
    Device chosen = device == null ? Backends.defaultDevice() : Device.of(device);
    // A device that cannot be used is better known now than at the first line.
    Backends.open(chosen);
    return new Shell(chosen, arguments).run(out);
  }
}
