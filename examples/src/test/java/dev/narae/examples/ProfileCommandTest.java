package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A profile, made by a process of its own, for events are switched on when one starts. */
class ProfileCommandTest {
  @Test
  void showsWhereTheTimeGoes(@TempDir Path folder) throws Exception {
    Path out = folder.resolve("out");
    Path recording = folder.resolve("steps.jfr");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dnarae.events=true",
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "profile",
            "--steps",
            "5",
            "--warm-up",
            "1",
            "--batch",
            "4",
            "--jfr",
            recording.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals(0, process.waitFor());
    String text = Files.readString(out);
    assertTrue(text.startsWith("5 steps, "), text);
    for (String part : List.of("kernels  ", "allocations  ", "copies  ", "conv2d", "us a step")) {
      assertTrue(text.contains(part), text);
    }
    assertTrue(Files.size(recording) > 0);
  }

  @Test
  void eventsMustBeOn() {
    CommandRun run = CommandRun.of("profile");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("events are off: start it as ./narae profile"), run.err());
  }
}
