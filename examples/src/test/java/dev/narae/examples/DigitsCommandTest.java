package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.examples.digits.DigitsNet;
import dev.narae.examples.mnist.SmallMnist;
import dev.narae.io.SafeTensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code narae digits} on a few images. */
class DigitsCommandTest {
  @TempDir private Path folder;

  @Test
  void learnsAndSavesItsModel() throws Exception {
    SmallMnist.write(folder, 640, 100);
    Path out = folder.resolve("out");
    CommandRun run =
        CommandRun.of(
            "digits", "--data", folder.toString(), "--epochs", "4", "--out", out.toString());
    assertEquals(0, run.exitCode(), run.err());
    List<String> metrics = Files.readAllLines(out.resolve("metrics.csv"));
    assertEquals("epoch,train_loss,test_accuracy,seconds", metrics.getFirst());
    assertEquals(5, metrics.size());
    double accuracy = Double.parseDouble(metrics.getLast().split(",", -1)[2]);
    assertTrue(accuracy > 0.9, run.out());
    DigitsNet net = new DigitsNet();
    net.loadStateDict(
        SafeTensors.read(out.resolve("model.safetensors"), Backends.defaultDevice()).tensors());
  }

  @Test
  void impossibleOptionsAreRefused() {
    CommandRun run = CommandRun.of("digits", "--epochs", "0");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("--epochs is 0; it must be at least 1"), run.err());
    CommandRun missing = CommandRun.of("digits", "--data", folder.resolve("none").toString());
    assertEquals(2, missing.exitCode());
    assertTrue(missing.err().contains("is not a folder"), missing.err());
  }
}
