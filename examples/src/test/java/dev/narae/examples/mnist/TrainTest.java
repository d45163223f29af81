package dev.narae.examples.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.examples.CommandRun;
import dev.narae.examples.report.EpochMetrics;
import dev.narae.examples.report.Fonts;
import dev.narae.examples.report.MetricsCsv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code narae train} from the command line to its files, on a data set learned in a second. */
class TrainTest {
  @TempDir private static Path data;
  @TempDir private Path dir;

  @BeforeAll
  static void makeData() throws IOException {
    SmallMnist.write(data, 400, 100);
  }

  private static CommandRun train(Path out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--data", data.toString()));
    arguments.addAll(List.of("--out", out.toString(), "--batch", "16"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static Set<String> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static double number(String json, String key) {
    Matcher matcher = Pattern.compile("\"" + key + "\":([-+.0-9eE]+)").matcher(json);
    assertTrue(matcher.find(), key + " is not in " + json);
    return Double.parseDouble(matcher.group(1));
  }

  @Test
  void learnsAndWritesItsResults() throws IOException {
    CommandRun run = train(dir, "--epochs", "4", "--lr", "0.1", "--json");
    assertEquals(0, run.exitCode(), run.err());
    String json = run.out().lines().toList().getLast();
    assertTrue(number(json, "testAccuracy") > 0.95, json);
    assertTrue(number(json, "testLoss") < 0.5, json);
    assertTrue(number(json, "trainLoss") < 1.5, json);
    assertEquals(4, number(json, "epochs"));
    assertTrue(number(json, "imagesPerSecond") > 0 && number(json, "seconds") > 0, json);
    assertTrue(json.endsWith("\"device\":\"cpu\"}"), json);
    assertTrue(run.out().contains("epoch 4/4 validation  100 %  100/100"), run.out());
    assertTrue(run.out().contains("validation acc"), run.out());

    List<EpochMetrics> metrics = MetricsCsv.parse(Files.readString(dir.resolve("metrics.csv")));
    assertEquals(4, metrics.size());
    assertEquals(number(json, "testLoss"), metrics.getLast().validationLoss());
    assertTrue(metrics.getLast().trainLoss() < metrics.getFirst().trainLoss());
    assertPictures();
  }

  private void assertPictures() throws IOException {
    if (!Fonts.usable()) {
      assertEquals(Set.of("checkpoint.safetensors", "metrics.csv"), files(dir));
      return;
    }
    assertEquals(
        Set.of(
            "checkpoint.safetensors",
            "metrics.csv",
            "loss.png",
            "loss.svg",
            "accuracy.png",
            "accuracy.svg",
            "digits.png"),
        files(dir));
    for (String picture : List.of("loss.png", "accuracy.png", "digits.png")) {
      assertTrue(ImageIO.read(dir.resolve(picture).toFile()).getWidth() >= 1000, picture);
    }
  }

  @Test
  void divergenceIsTheUsersErrorAndLeavesNothing() throws IOException {
    CommandRun run = train(dir, "--lr", "1e30");
    assertEquals(2, run.exitCode());
    assertTrue(
        run.err().matches("narae train: the loss became (NaN|-?Infinity) after \\d+ images.*\\R"),
        run.err());
    assertTrue(run.err().contains("lower --lr (now 1.0E30)"), run.err());
    assertEquals(Set.of(), files(dir));
  }

  @Test
  void aBadFileStopsBeforeAnythingIsWritten() throws IOException {
    Path broken = Files.createDirectory(dir.resolve("broken"));
    SmallMnist.write(broken, 20, 10);
    Path images = broken.resolve("train-images-idx3-ubyte.gz");
    byte[] bytes = Files.readAllBytes(images);
    Files.write(images, Arrays.copyOf(bytes, bytes.length / 2));
    Path out = dir.resolve("out");
    CommandRun run = CommandRun.of("train", "--data", broken.toString(), "--out", out.toString());
    assertEquals(2, run.exitCode());
    assertTrue(
        run.err().startsWith("narae train: " + images + ": gzip data ends too early"), run.err());
    assertFalse(Files.exists(out));
  }
}
