package dev.narae.examples.report;

import java.util.List;
import java.util.Locale;

/**
 * What a whole run came to, for programs to read.
 *
 * @param testAccuracy share of test images classified correctly after the last epoch, 0 to 1
 * @param testLoss mean loss per test image after the last epoch
 * @param trainLoss mean loss per training image in the last epoch
 * @param epochs epochs trained, those before a resume included
 * @param imagesPerSecond images trained per second in the last epoch
 * @param seconds duration of all epochs
 * @param device what computed, such as {@code cpu}
 */
public record RunSummary(
    double testAccuracy,
    double testLoss,
    double trainLoss,
    int epochs,
    double imagesPerSecond,
    double seconds,
    String device) {

  /** Sums up epochs, of which there must be one. */
  public static RunSummary of(List<EpochMetrics> epochs, String device) {
    EpochMetrics last = epochs.getLast();
    return new RunSummary(
        last.validationAccuracy(),
        last.validationLoss(),
        last.trainLoss(),
        epochs.size(),
        last.imagesPerSecond(),
        epochs.stream().mapToDouble(EpochMetrics::seconds).sum(),
        device);
  }

  /** One JSON object on one line. */
  public String toJson() {
    return String.format(
        Locale.ROOT,
        "{\"testAccuracy\":%s,\"testLoss\":%s,\"trainLoss\":%s,\"epochs\":%d,"
            + "\"imagesPerSecond\":%.1f,\"seconds\":%.3f,\"device\":%s}",
        testAccuracy,
        testLoss,
        trainLoss,
        epochs,
        imagesPerSecond,
        seconds,
        quoted(device));
  }

  /** A JSON string (RFC 8259, section 7). */
  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
