package dev.narae.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.benchmarks.RunRecord.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page says what the figures say. */
class PerformancePageTest {
  private static final Machine MACHINE =
      new Machine("Abacus 3", 2, 256, "Linux amd64", "JDK 25", "0.1", "2.13.0");

  private static Row row(String workload, int bits, int threads, double nanos, @Nullable Double r) {
    Double torch = r == null ? null : r * nanos;
    return new Row(
        workload,
        "cpu",
        bits,
        threads,
        nanos,
        torch,
        r,
        0.01,
        0.5,
        3,
        0,
        2,
        1500,
        640,
        "10,000 /s");
  }

  private static RunRecord run() {
    return new RunRecord(
        "2026-01-02T03:04:05Z",
        false,
        MACHINE,
        new MachineLimits(2, 180, 30),
        List.of(
            row("cnn training, batch 32", 256, 2, 3.2e6, 4.0),
            row("cnn training, batch 256", 256, 2, 25.6e6, 2.0),
            row("matmul 512x512x512", 256, 2, 2e6, 1.1),
            row("matmul 512x512x512", 256, 1, 3.9e6, null),
            row("matmul 512x512x512", 0, 2, 40e6, null)));
  }

  private static void assertHasLine(String line, String page) {
    assertTrue(page.lines().anyMatch(line::equals), () -> line + "\nis not in\n" + page);
  }

  @Test
  void showsEachPartOfTheRun() {
    String page = PerformancePage.text(run());
    assertHasLine("| processor | Abacus 3, 2 cores |", page);
    assertHasLine("| date | 2026-01-02T03:04:05Z |", page);
    assertHasLine(
        "| cnn training, batch 32 | 3.20 ms | 12.8 ms | 4.00 | 1 % | 3.00 x | yes | 50 % |", page);
    assertHasLine(
        "| cnn training, batch 256 | 25.6 ms | 51.2 ms | 2.00 | 1 % | 3.00 x | **no** | 50 % |",
        page);
    assertHasLine("| matmul 512x512x512 | scalar, 2 threads | 40.0 ms | 20.0 |", page);
    assertHasLine("| matmul 512x512x512 | 3.90 ms | 2.00 ms | 1.95 | 1.90 | yes |", page);
    assertHasLine("| 256 | 25.6 ms | 51.2 ms | 2.00 | 10,000 /s |", page);
    assertHasLine("| cnn training, batch 32 | 1.50 s | 640 B |", page);
  }

  @Test
  void theHeadlineIsTheTrainingOfTheNetwork() {
    assertEquals(
        "Training the report's network, batch 32, 2 threads of Abacus 3: **10,000 images a second,"
            + " 4.00 times libtorch** in the same process.",
        PerformancePage.headline(run()).orElseThrow());
  }

  @Test
  void isMadeOfTheFileThatARunWrote(@TempDir Path folder) throws Exception {
    Path json = folder.resolve("run.json");
    run().write(json);
    assertEquals(run(), RunRecord.read(json));
    Path page = folder.resolve("performance.md");
    PerformancePage.write(RunRecord.read(json), page);
    assertEquals(PerformancePage.text(run()), Files.readString(page));
  }

  @Test
  void refusesOtherFiles(@TempDir Path folder) throws Exception {
    for (String text : List.of("", "{}", "[1, 2", "{\"rows\": 3}", "\"run\"")) {
      Path file = folder.resolve("other.json");
      Files.writeString(file, text);
      IOException refused = assertThrows(IOException.class, () -> RunRecord.read(file));
      assertEquals(file + " is not the JSON file of a benchmark run", refused.getMessage());
    }
  }
}
