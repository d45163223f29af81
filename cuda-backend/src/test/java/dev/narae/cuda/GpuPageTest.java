package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of figures is what {@code page.py} makes of those that were measured. */
class GpuPageTest {
  private static final Path PAGE = Path.of("..", "docs", "gpu-results.md");

  /** Of a run on a GPU; absent as long as there was none. */
  private static final Path FIGURES = Path.of("..", "docs", "gpu-results.json");

  private static final String RUN =
      """
      {"date": "2030-01-02", "scale": 1, "found": "a GPU", "java": "25", "torch": "2.13", "torch_cuda": "13.0",
       "cudnn": 91300, "torch_device": "it", "minutes": 6.5,
       "rows": [
        {"name": "add 1e8 f32", "goal": {"ratio": 1, "share": 0.85, "micros": 0}, "bytes": 1.2e9, "narae": 400,
         "torch": 500, "ratio": 1.25, "share": 0.91, "met": true},
        {"name": "replay cnn 256 times 1", "goal": {"ratio": 0, "share": 0, "micros": 0}, "bytes": 0,
         "narae": 31, "over_kernels": 0.24, "met": false},
        {"name": "sort 1e7 f32", "goal": {"ratio": 0, "share": 0, "micros": 0}, "bytes": 0, "met": null,
         "error": "no memory"}],
       "checks": [
        {"name": "train", "command": "./run.sh train", "exit": 0, "seconds": 20, "said": "", "accuracy": 98.2},
        {"name": "quick", "command": "./run.sh check --quick", "exit": 1, "seconds": 9, "said": ""},
        {"name": "sanitize", "command": "./run.sh sanitize", "exit": null, "seconds": 150, "said": ""}]}
      """;

  @TempDir private Path temporary;

  private static String page(Path... figures) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3", "src/main/bundle/page.py"));
    for (Path file : figures) {
      command.add(file.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      assumeTrue(false, "no python3 to make the page of figures with");
      return "";
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    return text;
  }

  @Test
  void isUpToDate() throws Exception {
    String made = Files.exists(FIGURES) ? page(FIGURES) : page();
    assertEquals(made, Files.readString(PAGE));
  }

  @Test
  void tellsWhatIsMissedAndWhatFailed() throws Exception {
    Path file = Files.writeString(temporary.resolve("run.json"), RUN);
    List<String> lines = page(file).lines().toList();
    assertEquals(
        "2030-01-02: a GPU; Java 25; PyTorch 2.13 with CUDA 13.0 and cuDNN 91300 on it; 6.5 minutes"
            + " in all.",
        lines.get(2));
    for (String line :
        List.of(
            "| add 1e8 f32 | 400.00 | 500.00 | 1.25 | 91 % | ≥ 1 ×, ≥ 85 % of copy | yes |",
            "| replay cnn 256 times 1 | 31.00 |  |  | 24 % over its kernels |  | **no** |",
            "| sort 1e7 f32 (Narae failed: no memory) |  |  |  |  |  |  |",
            "| accuracy of the report's CNN after five epochs (98 % on the processor) | `./run.sh"
                + " train` | 98.2 %, passed |",
            "| our own kernels under compute-sanitizer: memcheck and racecheck | `./run.sh"
                + " sanitize` | **ended after 150 s** |")) {
      assertTrue(lines.contains(line), line + "\n" + String.join("\n", lines));
    }
    assertTrue(lines.stream().anyMatch(line -> line.endsWith("| **failed with 1** |")));
  }
}
