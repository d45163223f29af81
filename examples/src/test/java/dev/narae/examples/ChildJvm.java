package dev.narae.examples;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command line in a JVM of its own, with flags and an environment of its own. */
final class ChildJvm {
  /** Flags with which the Vector API is there. */
  static final List<String> VECTORS =
      List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");

  private ChildJvm() {}

  /** Runs {@code narae} with these arguments. */
  static CommandRun narae(List<String> flags, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(builder(flags, arguments), environment);
  }

  /**
   * Runs {@code narae} with the Vector API and with lines on its standard input, for a user who has
   * no preferences yet: the JVM says on standard error when it makes a folder for them.
   */
  static CommandRun typed(String lines, String... arguments)
      throws IOException, InterruptedException {
    Path in = Files.writeString(Files.createTempFile("child", ".in"), lines);
    List<String> flags = new ArrayList<>(VECTORS);
    flags.add("-Djava.util.prefs.userRoot=" + in.resolveSibling(in.getFileName() + ".prefs"));
    try {
      return run(builder(flags, arguments).redirectInput(in.toFile()), Map.of());
    } finally {
      Files.delete(in);
    }
  }

  /** Runs a line of bash that begins with the arguments of {@code narae}. */
  static CommandRun shell(String line) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", "\"$@\" " + line, "bash"));
    command.addAll(builder(VECTORS).command());
    return run(new ProcessBuilder(command), Map.of());
  }

  private static ProcessBuilder builder(List<String> flags, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-Dstdout.encoding=UTF-8"));
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath(), Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /** Runs a command to its end. */
  static CommandRun run(ProcessBuilder builder, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("child", ".out");
    Path err = Files.createTempFile("child", ".err");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("NARAE_DEVICE");
    builder.environment().putAll(environment);
    try {
      int exit = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
      return new CommandRun(
          exit,
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** What users have: neither the tests nor the backends that are made for tests. */
  static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
        .filter(entry -> !entry.matches(".*(test-classes|/test|/test/resources|-tests\\.jar)"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
