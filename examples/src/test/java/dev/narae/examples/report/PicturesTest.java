package dev.narae.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.w3c.dom.Document;

/** Plots and digit sheets show what they were given, in the colours they promise. */
class PicturesTest {
  private static final int TRAINING = 0x1F77B4;
  private static final int VALIDATION = 0xE8590C;
  private static final int RED = 0xC92A2A;

  @BeforeAll
  static void needsFonts() {
    assumeTrue(Fonts.usable(), "this machine has no fonts");
  }

  private static List<EpochMetrics> epochs(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> new EpochMetrics(i, 1.0 / i, 1 - 0.5 / i, 0.5 / i, 1 - 0.2 / i, 8000, 8))
        .toList();
  }

  private static long count(BufferedImage image, int rgb) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(pixels).filter(pixel -> (pixel & 0xFFFFFF) == rgb).count();
  }

  private static BufferedImage drawn(XYChart chart) {
    return BitmapEncoder.getBufferedImage(chart);
  }

  @Test
  void plotsAreWrittenAsPngAndSvg(@TempDir Path dir) throws Exception {
    CurvePlot.write(dir, "loss", CurvePlot.loss(epochs(4)));
    assertEquals(1000, ImageIO.read(dir.resolve("loss.png").toFile()).getWidth());
    Document svg =
        DocumentBuilderFactory.newDefaultNSInstance()
            .newDocumentBuilder()
            .parse(dir.resolve("loss.svg").toFile());
    assertEquals("0 0 1000 640", svg.getDocumentElement().getAttribute("viewBox"));
    assertEquals("Loss", svg.getDocumentElement().getAttribute("aria-label"));
    String source = Files.readString(dir.resolve("loss.svg"));
    assertTrue(source.contains("rgb(31,119,180)") && source.contains("rgb(232,89,12)"), source);
  }

  @Test
  void plotsShowBothCurves() {
    for (BufferedImage plot :
        List.of(drawn(CurvePlot.loss(epochs(5))), drawn(CurvePlot.accuracy(epochs(5))))) {
      assertEquals(1000, plot.getWidth());
      assertTrue(count(plot, TRAINING) > 500, "no training curve");
      assertTrue(count(plot, VALIDATION) > 500, "no validation curve");
    }
  }

  @Test
  void oneEpochIsAPointPerCurve() {
    assertTrue(count(drawn(CurvePlot.loss(epochs(1))), TRAINING) > 50);
  }

  @Test
  void sheetMarksMistakesRed() {
    byte[] black = new byte[28 * 28];
    Arrays.fill(black, (byte) 255);
    Prediction right = new Prediction(black, 28, 3, 3, 0.99);
    Prediction wrong = new Prediction(black, 28, 3, 8, 0.51);
    BufferedImage good = DigitSheet.draw(List.of(new DigitSheet.Section("x", List.of(right))));
    BufferedImage bad = DigitSheet.draw(List.of(new DigitSheet.Section("x", List.of(wrong))));
    assertEquals(0, count(good, RED));
    assertTrue(count(bad, RED) > 4 * 80, "no red frame");
    assertTrue(count(good, 0) > 80 * 80, "the digit is not drawn");
  }

  @Test
  void sheetGrowsWithItsRows() {
    List<Prediction> many = Collections.nCopies(25, new Prediction(new byte[784], 28, 1, 1, 1));
    int one =
        DigitSheet.draw(List.of(new DigitSheet.Section("x", many.subList(0, 10)))).getHeight();
    int three = DigitSheet.draw(List.of(new DigitSheet.Section("x", many))).getHeight();
    assertTrue(three > 2 * one, one + " " + three);
  }

  @Test
  void pngReadsBackEqual(@TempDir Path dir) throws IOException {
    BufferedImage plot = drawn(CurvePlot.loss(epochs(3)));
    Path file = dir.resolve("loss.png");
    Png.write(file, plot);
    BufferedImage read = ImageIO.read(file.toFile());
    assertEquals(count(plot, TRAINING), count(read, TRAINING));
  }
}
