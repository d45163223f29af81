package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code narae text} on a text that is easy to continue. */
class TextCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "transformer"})
  void learnsAndWrites(String model) throws Exception {
    Path text = Files.writeString(folder.resolve("text.txt"), "ab\n".repeat(600));
    Path out = folder.resolve(model);
    CommandRun run =
        CommandRun.of(
            "text",
            "--model",
            model,
            "--steps",
            "32",
            "--text",
            text.toString(),
            "--out",
            out.toString());
    assertEquals(0, run.exitCode(), run.err());
    List<String> metrics = Files.readAllLines(out.resolve("metrics.csv"));
    assertEquals("step,train_loss,validation_loss,seconds", metrics.getFirst());
    double loss = Double.parseDouble(metrics.getLast().split(",", -1)[2]);
    assertTrue(loss < 1, "of three characters, ln 3 would be no knowledge: " + run.out());
    assertTrue(Files.readString(out.resolve("sample.txt")).length() > 100);
    assertTrue(Files.exists(out.resolve("model.safetensors")));
  }

  @Test
  void impossibleTextsAreRefused() throws Exception {
    Path shortText = Files.writeString(folder.resolve("short.txt"), "too short");
    CommandRun run = CommandRun.of("text", "--text", shortText.toString());
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("has 9 characters; it must have at least 661"), run.err());
    Path bytes = Files.write(folder.resolve("bytes.txt"), new byte[] {(byte) 0xC3, 0x28});
    CommandRun binary = CommandRun.of("text", "--text", bytes.toString());
    assertEquals(2, binary.exitCode());
    assertTrue(binary.err().contains("is not a text in UTF-8"), binary.err());
    CommandRun whole = CommandRun.of("text", "--text", folder.toString());
    assertEquals(2, whole.exitCode());
    String message = "narae text: --text %s is a folder; give a file".formatted(folder);
    assertTrue(whole.err().startsWith(message), whole.err());
    CommandRun unknown = CommandRun.of("text", "--model", "rnn");
    assertEquals(2, unknown.exitCode());
    assertTrue(unknown.err().contains("rnn"), unknown.err());
  }
}
