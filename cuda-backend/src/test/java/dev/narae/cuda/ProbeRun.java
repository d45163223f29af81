package dev.narae.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a probe in a JVM of its own wrote.
 *
 * @param out the lines of standard output
 * @param err standard error
 */
record ProbeRun(List<String> out, String err) {
  /** Runs {@link ProbeProgram} on a file tree, with the temporary folder {@code temporary}. */
  static ProbeRun of(Path root, Path temporary, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ProbeProgram.class.getName(), root.toString()));
    Path out = Files.createTempFile("probe", ".out");
    Path err = Files.createTempFile("probe", ".err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("LD_LIBRARY_PATH");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    int exit = process.waitFor();
    ProbeRun run = new ProbeRun(Files.readAllLines(out), Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    if (exit != 0) {
      throw new AssertionError("exit code " + exit + ": " + run);
    }
    return run;
  }
}
