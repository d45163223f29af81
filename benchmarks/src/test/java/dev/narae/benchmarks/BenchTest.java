package dev.narae.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users of {@code narae bench} see. */
class BenchTest {
  private record Run(int exitCode, String out, String err) {
    static Run of(String... arguments) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      int exitCode = Bench.run(arguments, stream(out), stream(err));
      return new Run(
          exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
      return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --fast              | Unknown option: '--fast'
          extra               | Unmatched argument at index 0: 'extra'
          --only              | Missing required parameter for option '--only' (REGEX)
          --only [            | --only '[' is no regular expression: Unclosed character class
          --only nothing      | --only 'nothing' matches nothing; --list names the lines
          --threads two       | Invalid value for option '--threads': 'two' is not an int
          --forks 0           | --forks must be from 1 to 20, but is 0
          --threads 0         | --threads must be from 1 to 1024, but is 0
          --from /no/such.x   | --from writes --report or --json, and neither was given
          --cold              | --cold goes through the launcher and takes no other option: ./narae bench --cold
          --from a.x --report b.md | --from a.x does not exist
          --report /no/such/a.md | --report /no/such/a.md cannot be written
          --json /no/such/a.x | --json /no/such/a.x cannot be written
          """)
  void answersMistakesWithOneLine(String line, String message) {
    Run run = Run.of(line.split(" "));
    assertEquals(2, run.exitCode);
    assertEquals("narae bench: " + message + " (see narae bench --help)", run.err.stripTrailing());
    assertEquals("", run.out);
  }

  @Test
  void showsStackTracesOnlyToDebug() {
    assertFalse(Run.of("--threads", "0").err.contains("\tat "));
    assertTrue(Run.of("--threads", "0", "--debug").err.contains("\tat dev.narae.benchmarks"));
  }

  @Test
  void listsWhatItWouldMeasure() {
    Run run = Run.of("--list", "--quick", "--variants", "--threads", "3", "--only", "scalar");
    assertEquals(0, run.exitCode, run.err);
    assertTrue(run.out.contains("matmul 64x1000x100, scalar, 3 threads\n"), run.out);
    assertTrue(run.out.contains("cnn training, batch 32, scalar, 3 threads\n"), run.out);
    assertFalse(run.out.contains("-bit"), run.out);
  }

  /** Where libtorch was not fetched, its classes are not there at all. */
  @Test
  void listsWithoutThePeersClasses() throws Exception {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.contains("bytedeco") && !entry.matches(".*(javacpp|pytorch).*"))
            .collect(Collectors.joining(File.pathSeparator));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                classPath,
                "dev.narae.benchmarks.Bench",
                "--list",
                "--only",
                "one-element add")
            .redirectErrorStream(true)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), answer);
    assertTrue(answer.contains("one-element add, recorded, "), answer);
  }

  @Test
  void aQuickRunListsOneVariantOnly() {
    Run run = Run.of("--list", "--quick", "--threads", "3");
    assertFalse(run.out.contains(", 1 thread\n"), run.out);
    assertTrue(Run.of("--list", "--threads", "3").out.contains(", 1 thread\n"));
  }

  @Test
  void measuresInAProcessOfItsOwn(@TempDir Path folder) throws Exception {
    Path json = folder.resolve("figures.json");
    Run run =
        Run.of(
            "--quick",
            "--variants",
            "--no-peers",
            "--only",
            "one-element add, scalar",
            "--threads",
            "1",
            "--json",
            json.toString());
    assertEquals(0, run.exitCode, run.err);
    assertTrue(run.err.endsWith("[1/1] one-element add, scalar, 1 thread\n"), run.err);
    List<String> table = run.out.lines().toList();
    assertTrue(table.get(0).startsWith("workload"), run.out);
    assertTrue(
        table.get(1).matches("one-element add +scalar, 1 thread +[0-9.]+ [nµm]s .*/s"), run.out);
    RunRecord record = RunRecord.read(json);
    assertEquals(1, record.rows().size());
    assertEquals("one-element add", record.rows().getFirst().workload());
    assertEquals(0, record.rows().getFirst().vectorBits());
    assertEquals(null, record.rows().getFirst().ratio());
    assertEquals(4, record.rows().getFirst().targetRatio());
    assertTrue(record.limits().gigaflops() > 1 && record.limits().gigabytes() > 0.1);
    try (var files = Files.list(folder)) {
      assertEquals(List.of(json), files.toList());
    }
  }
}
