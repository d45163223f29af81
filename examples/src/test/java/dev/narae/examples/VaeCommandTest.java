package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.examples.mnist.SmallMnist;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code narae vae} on a few images. */
class VaeCommandTest {
  @TempDir private Path folder;

  @Test
  void learnsAndDraws() throws Exception {
    SmallMnist.write(folder, 512, 64);
    Path out = folder.resolve("out");
    CommandRun run =
        CommandRun.of("vae", "--data", folder.toString(), "--epochs", "3", "--out", out.toString());
    assertEquals(0, run.exitCode(), run.err());
    List<String> metrics = Files.readAllLines(out.resolve("metrics.csv"));
    assertEquals(4, metrics.size());
    assertTrue(testLoss(metrics.getLast()) < testLoss(metrics.get(1)), run.out());
    assertTrue(ink(out.resolve("samples.png")) > 0);
    assertTrue(ink(out.resolve("reconstructions.png")) > 0);
    assertTrue(Files.exists(out.resolve("model.safetensors")));
  }

  private static double testLoss(String line) {
    return Double.parseDouble(line.split(",", -1)[2]);
  }

  /** How many pixels are not white. */
  private static long ink(Path file) throws Exception {
    BufferedImage image = ImageIO.read(file.toFile());
    long dark = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        dark += (image.getRGB(x, y) & 0xFF) < 250 ? 1 : 0;
      }
    }
    return dark;
  }
}
