package dev.narae.examples.mnist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Device;
import dev.narae.Tensor;
import dev.narae.examples.CommandRun;
import dev.narae.examples.report.EpochMetrics;
import dev.narae.examples.report.MetricsCsv;
import dev.narae.io.SafeTensors;
import dev.narae.nn.Linear;
import dev.narae.optim.SGD;
import dev.narae.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was stopped and resumed ends with the same bits as one that never stopped. */
class ResumeTest {
  @TempDir private static Path data;
  @TempDir private static Path twoEpochs;
  @TempDir private Path dir;

  @BeforeAll
  static void stopARunAfterTwoEpochs() throws IOException {
    SmallMnist.write(data, 200, 50);
    assertEquals(
        0, train(data, "--out", twoEpochs, "--epochs", 2, "--seed", 7, "--batch", 24).exitCode());
  }

  private static CommandRun train(Path folder, Object... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--data", folder.toString()));
    Arrays.stream(more).map(Object::toString).forEach(arguments::add);
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static Path checkpoint(Path folder) {
    return folder.resolve("checkpoint.safetensors");
  }

  @Test
  void resumedRunEqualsAnUnbrokenOne() throws IOException {
    Path unbroken = dir.resolve("unbroken");
    Path resumed = dir.resolve("resumed");
    CommandRun first = train(data, "--out", unbroken, "--epochs", 4, "--seed", 7, "--batch", 24);
    CommandRun second =
        train(data, "--out", resumed, "--epochs", 4, "--resume", checkpoint(twoEpochs));
    assertEquals(0, first.exitCode(), first.err());
    assertEquals(0, second.exitCode(), second.err());
    assertTrue(second.out().contains("epoch 3/4 training"), second.out());
    assertEquals(withoutTimes(unbroken), withoutTimes(resumed));
    assertEqualBits(checkpoint(unbroken), checkpoint(resumed));
  }

  private static List<List<Double>> withoutTimes(Path folder) throws IOException {
    List<EpochMetrics> metrics = MetricsCsv.parse(Files.readString(folder.resolve("metrics.csv")));
    return metrics.stream()
        .map(
            m ->
                List.of(
                    m.trainLoss(), m.trainAccuracy(), m.validationLoss(), m.validationAccuracy()))
        .toList();
  }

  private static void assertEqualBits(Path a, Path b) throws IOException {
    SafeTensors.Contents first = SafeTensors.read(a, Device.cpu());
    SafeTensors.Contents second = SafeTensors.read(b, Device.cpu());
    assertEquals(first.tensors().keySet(), second.tensors().keySet());
    assertTrue(first.tensors().size() >= 8, "weights are missing");
    first
        .tensors()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(
                    tensor.toFloatArray(),
                    Objects.requireNonNull(second.tensors().get(name), name).toFloatArray(),
                    name));
    assertEquals(first.metadata().get("generator.drawn"), second.metadata().get("generator.drawn"));
  }

  @Test
  void anotherSeedGivesOtherWeights() throws IOException {
    Path other = dir.resolve("other");
    train(data, "--out", other, "--epochs", 2, "--seed", 8, "--batch", 24);
    assertTrue(!withoutTimes(other).equals(withoutTimes(twoEpochs)), "the seed has no effect");
  }

  private void assertRefused(Path file, String message, Object... more) {
    assertRefused(data, file, message, more);
  }

  private void assertRefused(Path folder, Path file, String message, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("--resume", file, "--out", dir.resolve("x")));
    arguments.addAll(List.of(more));
    CommandRun run = train(folder, arguments.toArray());
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains(message), run.err());
    assertTrue(Files.notExists(dir.resolve("x")), "a folder was made");
  }

  @Test
  void refusesWhatContradictsTheRun() throws IOException {
    Path file = checkpoint(twoEpochs);
    assertRefused(file, "already has 2 epochs; give --epochs 3 or more");
    assertRefused(file, "begun with --seed 7, not 1", "--epochs", 3, "--seed", 1);
    Path otherData = Files.createDirectory(dir.resolve("data"));
    SmallMnist.write(otherData, 210, 50);
    assertRefused(otherData, file, "begun on other data (200+50 images", "--epochs", 3);
  }

  @Test
  void refusesOtherFiles() throws IOException {
    Path text = Files.writeString(dir.resolve("text"), "loss,accuracy\n1,2\n");
    assertRefused(text, text + ": ");
    Path weights = dir.resolve("weights.safetensors");
    SafeTensors.write(weights, Map.of("w", Tensor.ones(2)), Map.of());
    assertRefused(weights, "it is not a checkpoint of a training run");
    Path cut = dir.resolve("cut");
    byte[] whole = Files.readAllBytes(checkpoint(twoEpochs));
    Files.write(cut, Arrays.copyOf(whole, whole.length - 100));
    assertRefused(cut, cut + ": ");
    assertRefused(dir, "no such file");
  }

  @Test
  void refusesTheCheckpointOfAnotherModel() throws IOException {
    Linear other = new Linear(3, 2);
    Path file = dir.resolve("other.safetensors");
    Checkpoint.save(file, other, new SGD(other.parameters(), 0.01), 1, Map.of());
    assertRefused(file, "is not a checkpoint of narae train");
    Map<String, String> notes = Checkpoint.read(checkpoint(twoEpochs)).notes();
    Checkpoint.save(file, other, new SGD(other.parameters(), 0.01), 1, notes);
    assertRefused(file, file + ": ", "--epochs", 3);
  }
}
