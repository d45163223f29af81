package dev.narae.examples.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.examples.CommandRun;
import dev.narae.examples.report.Fonts;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each recipe learns something from a few files of its kind, and says what is wrong with others.
 */
class RecipesTest {
  @TempDir private Path folder;

  private void idx(String part, int count) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + count * 784);
    images.putInt(0x803).putInt(count).putInt(28).putInt(28);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    Random random = new Random(count);
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(10);
      labels.put((byte) label);
      for (int p = 0; p < 784; p++) {
        images.put((byte) (p / 28 / 3 == label ? 200 + random.nextInt(50) : random.nextInt(50)));
      }
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }

  private static double figure(CommandRun run, String name) {
    assertEquals(0, run.exitCode(), run.err());
    return run.out()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void clothes() throws IOException {
    idx("train", 200);
    idx("t10k", 50);
    String out = folder.resolve("out").toString();
    CommandRun run =
        CommandRun.of("fashion", folder.toString(), "--epochs", "3", "--batch", "20", "--out", out);
    assertTrue(figure(run, "validation/accuracy") > 0.3, run.out());
    for (String name :
        new String[] {"metrics.csv", "metrics.jsonl", "report.html", "last.safetensors"}) {
      assertTrue(Files.size(folder.resolve("out").resolve(name)) > 0, name);
    }
    for (String name :
        Fonts.usable() ? List.of("loss", "accuracy", "learning_rate") : List.<String>of()) {
      for (String ending : List.of(".png", ".svg")) {
        assertTrue(Files.size(folder.resolve("out").resolve(name + ending)) > 0, name + ending);
      }
    }
    CommandRun again = CommandRun.of("fashion", folder.toString(), "--out", out);
    assertEquals(2, again.exitCode());
    assertTrue(again.err().contains("choose another folder, or resume the run"), again.err());
    CommandRun more =
        CommandRun.of(
            "fashion", folder.toString(), "--epochs", "4", "--batch", "20", "--resume", out);
    assertEquals(0, more.exitCode(), more.err());
    assertEquals(5, Files.readAllLines(folder.resolve("out").resolve("metrics.csv")).size());
    CommandRun missing = CommandRun.of("fashion", folder.resolve("none").toString());
    assertEquals(2, missing.exitCode());
    assertTrue(missing.err().contains("there is no train-images-idx3-ubyte"), missing.err());
  }

  @Test
  void cifar() throws IOException {
    Random random = new Random(1);
    for (int file = 1; file <= 6; file++) {
      byte[] records = new byte[8 * 3073];
      random.nextBytes(records);
      for (int i = 0; i < 8; i++) {
        records[i * 3073] = (byte) random.nextInt(10);
      }
      String name = file == 6 ? "test_batch.bin" : "data_batch_" + file + ".bin";
      Files.write(folder.resolve(name), records);
    }
    CommandRun run =
        CommandRun.of(
            "cifar10",
            folder.toString(),
            "--epochs",
            "1",
            "--batch",
            "8",
            "--width",
            "8",
            "--out",
            folder.resolve("out").toString());
    assertTrue(figure(run, "train/loss") < 4, run.out());
    assertTrue(figure(run, "validation/top5") >= 0, run.out());
  }

  @Test
  void pictures() throws IOException {
    Random random = new Random(2);
    for (String name : new String[] {"dark", "bright"}) {
      Files.createDirectories(folder.resolve(name));
      for (int i = 0; i < 12; i++) {
        BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 144; p++) {
          int grey = (name.equals("dark") ? 20 : 180) + random.nextInt(50);
          image.setRGB(p % 12, p / 12, grey * 0x010101);
        }
        ImageIO.write(image, "png", folder.resolve(name).resolve(i + ".png").toFile());
      }
    }
    Files.writeString(folder.resolve("dark/damaged.png"), "no picture");
    String out = folder.resolve("out").toString();
    CommandRun run =
        CommandRun.of(
            "images",
            folder.toString(),
            "--skip-damaged",
            "--size",
            "8",
            "--epochs",
            "6",
            "--batch",
            "8",
            "--out",
            out);
    assertTrue(figure(run, "validation/accuracy") > 0.7, run.out());
    assertTrue(run.out().contains("Classes: bright, dark"), run.out());
    assertTrue(run.out().contains("damaged.png: the picture is damaged"), run.out());
  }

  @Test
  void tables() throws IOException {
    StringBuilder text = new StringBuilder("a,b,price\n");
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      text.append(a).append(',').append(b).append(',').append(2 * a - b * a + 1).append('\n');
    }
    Path file = Files.writeString(folder.resolve("table.csv"), text);
    String out = folder.resolve("out").toString();
    CommandRun run =
        CommandRun.of(
            "table",
            file.toString(),
            "--target",
            "price",
            "--epochs",
            "40",
            "--batch",
            "16",
            "--out",
            out);
    assertTrue(figure(run, "validation/r2") > 0.8, run.out());
    Files.writeString(file, "a,b,price\n1,2,3\n1,x,3\n");
    CommandRun damaged = CommandRun.of("table", file.toString(), "--target", "price");
    assertEquals(2, damaged.exitCode());
    assertTrue(
        damaged.err().contains("line 3: 'x' in the column 'b' is not a number"), damaged.err());
    CommandRun unknown = CommandRun.of("table", file.toString(), "--target", "cost");
    assertEquals(2, unknown.exitCode());
  }
}
