package dev.narae.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Generator;
import dev.narae.Tensor;
import dev.narae.data.DataLoader;
import dev.narae.data.TensorDataset;
import dev.narae.nn.Layer;
import dev.narae.nn.Linear;
import dev.narae.optim.SGD;
import dev.narae.train.Callback;
import dev.narae.train.Checkpoints;
import dev.narae.train.State;
import dev.narae.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A run records itself, and one that goes on leaves the records of one that never stopped. */
class RecordersTest {
  @TempDir private Path folder;

  private void train(Path into, int epochs, boolean resume) throws IOException {
    Generator.manualSeed(2);
    Tensor x = Tensor.randn(32, 3);
    TensorDataset data = new TensorDataset(x, x.sum(true, 1));
    Layer model = new Linear(3, 1);
    Trainer trainer =
        Trainer.of(model, new SGD(model.parameters(), 0.1), (a, b) -> a.sub(b).square().mean())
            .callback(new CsvTable(into.resolve("metrics.csv")))
            .callback(new JsonLines(into.resolve("metrics.jsonl")))
            .callback(
                new HtmlReport(into.resolve("report.html"), "A <small> run").fact("device", "cpu"))
            .callback(new TensorBoard(into.resolve("events"), 2))
            .callback(new Checkpoints(into));
    if (resume) {
      trainer.resume(into.resolve(Checkpoints.LAST));
    }
    DataLoader loader = new DataLoader(data, 8).shuffled(1);
    trainer.fit(loader, new DataLoader(data, 32), epochs);
  }

  @Test
  void resumedRecordsAreWhole() throws IOException {
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    train(whole, 4, false);
    train(parts, 2, false);
    // As if the process had died after it recorded an epoch and in the middle of another line.
    for (String name : List.of("metrics.csv", "metrics.jsonl")) {
      String line = Files.readAllLines(whole.resolve(name)).getLast();
      Files.writeString(
          parts.resolve(name), line + "\n" + line.substring(0, 9), StandardOpenOption.APPEND);
    }
    train(parts, 4, true);
    for (String name : List.of("metrics.csv", "metrics.jsonl", "report.html")) {
      assertEquals(
          Files.readString(whole.resolve(name)), Files.readString(parts.resolve(name)), name);
    }
    assertEquals(
        "epoch,step,train/loss,validation/loss,learning_rate",
        Files.readAllLines(whole.resolve("metrics.csv")).getFirst());
    assertEquals(5, Files.readAllLines(whole.resolve("metrics.csv")).size());
    String json = Files.readAllLines(whole.resolve("metrics.jsonl")).getFirst();
    assertTrue(json.startsWith("{\"epoch\":1,\"step\":4,\"train/loss\":"), json);
    String page = Files.readString(whole.resolve("report.html"));
    assertTrue(page.contains("<h1>A &lt;small&gt; run</h1>"));
    assertTrue(page.contains("<dd>complete</dd>"));
    assertFalse(page.contains("http"), "the report needs something from elsewhere");
  }

  /** On a full disk a run ends and names the file; nothing is half-written, nothing stays open. */
  @Test
  @EnabledIf("hasFullDevice")
  void aFullDiskEndsTheRun() throws IOException {
    Path full = Path.of("/dev/full");
    String message = ": the record could not be written: No space left on device";
    assertEquals(full + message, failure(new CsvTable(full)));
    assertEquals(full + message, failure(new JsonLines(full)));
    Path report = folder.resolve("report.html");
    Files.createSymbolicLink(report, full);
    assertEquals(report + message, failure(new HtmlReport(report, "full")));
    assertEquals(List.of(report), listed());
  }

  @Test
  void aDamagedReportIsNamed() {
    State damaged = State.ofTexts(Map.of("epoch 3", "{\"loss\": \"odd\"}"));
    HtmlReport report = new HtmlReport(folder.resolve("report.html"), "damaged");
    assertEquals(
        "'loss' of 'epoch 3' in the saved state is 'odd', not a number",
        assertThrows(IllegalArgumentException.class, () -> report.restore(damaged)).getMessage());
  }

  private static String failure(Callback recorder) {
    Generator.manualSeed(2);
    Layer model = new Linear(3, 1);
    List<String> closed = new ArrayList<>();
    Callback watching =
        new Callback() {
          @Override
          public void close() {
            closed.add("closed");
          }
        };
    Trainer trainer =
        Trainer.of(model, new SGD(model.parameters(), 0.1), (a, b) -> a.sub(b).square().mean())
            .callback(recorder)
            .callback(watching);
    DataLoader loader =
        new DataLoader(new TensorDataset(Tensor.randn(8, 3), Tensor.zeros(8, 1)), 4).workers(1);
    IOException failure = assertThrows(IOException.class, () -> trainer.fit(loader, 1));
    assertEquals(List.of("closed"), closed);
    return String.valueOf(failure.getMessage());
  }

  private List<Path> listed() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  static boolean hasFullDevice() {
    return Files.isWritable(Path.of("/dev/full"));
  }
}
