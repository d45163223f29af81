package dev.narae.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Progress is a bar on a terminal and plain lines elsewhere. */
class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  @Test
  void printsALineEveryFiveSecondsAndAtTheEnd() {
    AtomicLong nanos = new AtomicLong();
    try (var phase = new LineProgress(out, nanos::get).begin("epoch 1/2 training", 1000)) {
      for (int i = 1; i <= 10; i++) {
        nanos.addAndGet(2_000_000_000L);
        phase.advance(100, 1.0 / i);
      }
    }
    assertEquals(
        """
        epoch 1/2 training   30 %  300/1000  50 img/s  loss 0.3333  left 0:14
        epoch 1/2 training   60 %  600/1000  50 img/s  loss 0.1667  left 0:08
        epoch 1/2 training   90 %  900/1000  50 img/s  loss 0.1111  left 0:02
        epoch 1/2 training  100 %  1000/1000  50 img/s  loss 0.1000  took 0:20
        """,
        text());
  }

  @Test
  void plainLinesHaveNoControlCharacters() {
    try (var phase = Progress.on(out, false).begin("testing", 10)) {
      phase.advance(10, 0.5);
    }
    assertTrue(text().startsWith("testing  100 %  10/10  "), text());
    assertFalse(text().contains("\r") || text().contains("\u001b"), text());
  }

  @Test
  void barRedrawsItsLineWithinTheWidth() throws InterruptedException {
    try (var phase = new BarProgress(out, 90).begin("epoch 1/2 training", 100)) {
      // The bar is drawn by a thread of its own, which must not see half of a change at first.
      awaitText("0/100");
      phase.advance(50, 0.75);
      awaitText("epoch 1/2 training  50%");
      phase.advance(50, 0.5);
    }
    assertTrue(text().startsWith("\r"), text());
    assertTrue(text().contains("epoch 1/2 training  50%"), text());
    assertTrue(text().contains("loss 0.7500"), text());
    assertTrue(text().contains("100%") && text().contains("loss 0.5000"), text());
    assertTrue(text().endsWith("\n"), text());
    for (String line : text().split("[\r\n]+", -1)) {
      assertTrue(line.replaceAll("\u001b\\[[0-9;]*m", "").length() < 90, line);
    }
  }

  private void awaitText(String expected) throws InterruptedException {
    for (int i = 0; i < 600 && !text().contains(expected); i++) {
      Thread.sleep(50);
    }
  }

  @Test
  void takesTheWidthFromTheEnvironment() {
    assertEquals(123, BarProgress.columns("123"));
    assertEquals(40, BarProgress.columns("7"));
    assertEquals(100, BarProgress.columns(null));
    assertEquals(100, BarProgress.columns("wide"));
  }
}
