package dev.narae.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@link CudaProgram} did in a JVM of its own, on the simulated machine.
 *
 * @param exit its exit code; above 128 a signal ended it
 * @param out the lines of standard output
 * @param err the lines of standard error
 */
record ChildRun(int exit, List<String> out, List<String> err) {
  /**
   * Runs the program.
   *
   * @param root the machine's file tree
   * @param environment what the simulated driver is told, such as SIM_DRIVER
   * @param arguments options of the JVM, which start with a dash, and the program's arguments
   */
  static ChildRun of(Path root, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "-Dnarae.cuda.cache=" + SimulatedGpu.cache(),
            "-cp",
            System.getProperty("java.class.path")));
    List<String> rest = new ArrayList<>();
    for (String argument : arguments) {
      (argument.startsWith("-") ? command : rest).add(argument);
    }
    command.add(CudaProgram.class.getName());
    command.add(root.toString());
    command.addAll(rest);
    Path out = Files.createTempFile("child", ".out");
    Path err = Files.createTempFile("child", ".err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    int exit = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    ChildRun run = new ChildRun(exit, Files.readAllLines(out), Files.readAllLines(err));
    Files.delete(out);
    Files.delete(err);
    return run;
  }

  /** The last line of standard output, of a program that ended well. */
  String answer() {
    if (exit != 0 || out.isEmpty()) {
      throw new AssertionError(toString());
    }
    return out.getLast();
  }
}
