package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code narae shell}: lines are fed to a real jshell. */
class ShellCommandTest {
  @TempDir private Path folder;

  @Test
  void theThreeLinesOfTheGreetingWork() throws Exception {
    String greeting = ChildJvm.typed("/exit\n", "shell", "--device", "cpu").out();
    assertTrue(greeting.startsWith("Narae is imported and computes on cpu. Three"), greeting);
    List<String> lines =
        greeting.lines().filter(line -> line.startsWith("  ")).map(String::strip).toList();
    assertEquals(3, lines.size(), greeting);

    CommandRun run = ChildJvm.typed(String.join("\n", lines) + "\n", "shell", "--device", "cpu");
    assertEquals(0, run.exitCode(), run.err());
    // The derivative of the sigmoid at -1, 0 and 2.
    assertTrue(run.out().contains("tensor([0.1966, 0.2500, 0.1050]"), run.out());
    assertFalse(run.out().contains("Error"), run.out());
  }

  @Test
  void runsAFileAndGivesItsExitCode() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("lines.jsh"),
            """
            Module model = new Linear(3, 2);
            boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
            System.out.println(model.parameters().size() + " " + vectors);
            System.out.println(System.getProperty("mine") + " on " + Backends.defaultDevice());
            /exit 7
            """);
    CommandRun run =
        ChildJvm.typed("", "shell", "--device", "cpu", "-R-Dmine=yours", file.toString());
    assertEquals("2 true\nyours on cpu\n", run.out(), run.err());
    assertEquals(7, run.exitCode());
  }

  @Test
  void readsStandardInput() throws Exception {
    CommandRun run =
        ChildJvm.typed("System.out.println(Tensor.arange(4).sum().item());\n", "shell", "-");
    assertEquals("6.0\n", run.out(), run.err());
  }

  @Test
  void refusesAFileThatIsNotThere() {
    CommandRun run = CommandRun.of("shell", "--device", "cpu", "--feedback", "silent", "none.jsh");
    assertEquals(2, run.exitCode());
    assertEquals(
        "narae shell: none.jsh: there is no such file to run; name one, or - for standard input"
            + " (see narae shell --help)\n",
        run.err());
  }

  @Test
  void refusesADeviceThatIsNotThere() {
    CommandRun run = CommandRun.of("shell", "--device", "tpu");
    assertEquals(2, run.exitCode());
    assertTrue(
        run.err().startsWith("narae shell: device tpu: there is no backend named 'tpu'."),
        run.err());
  }
}
