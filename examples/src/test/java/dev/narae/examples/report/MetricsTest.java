package dev.narae.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The formats in which metrics leave a run. */
class MetricsTest {
  private static final List<EpochMetrics> EPOCHS =
      List.of(
          new EpochMetrics(1, 0.6213, 0.8012, 0.12, 0.963, 8123.4, 8.25),
          new EpochMetrics(2, 1.0 / 3, 0.9, 1e-7, 1, 12345.6, 8.5));

  @Test
  void tableHasARowAnEpoch() {
    assertEquals(
        """
        epoch   train loss   train acc   validation loss   validation acc     img/s
        -----   ----------   ---------   ---------------   --------------   -------
            1       0.6213     80.12 %            0.1200          96.30 %      8123
            2       0.3333     90.00 %            0.0000         100.00 %     12346
        """,
        MetricsTable.format(EPOCHS));
  }

  @Test
  void csvKeepsEveryDigit() {
    String csv = MetricsCsv.format(EPOCHS);
    assertEquals(EPOCHS, MetricsCsv.parse(csv));
    assertEquals(3, csv.lines().count());
    assertTrue(csv.startsWith("epoch,train_loss,train_accuracy,validation_loss,"), csv);
    assertTrue(csv.contains("\n1,0.6213,0.8012,0.12,0.963,8123.4,8.25\n"), csv);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "epoch,loss\n1,2\n", "1,2,3,4,5,6,7"})
  void refusesOtherText(String text) {
    assertThrows(IllegalArgumentException.class, () -> MetricsCsv.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,2,3\n", "1,a,3,4,5,6,7\n", "1,2,3,4,5,6,7,8\n"})
  void refusesOtherLines(String line) {
    String csv = MetricsCsv.format(List.of()) + line;
    assertThrows(IllegalArgumentException.class, () -> MetricsCsv.parse(csv));
  }

  @Test
  void summaryIsOneJsonObject() {
    RunSummary summary = new RunSummary(0.9834, 0.0507, 0.155, 5, 8123.44, 41.0625, "cpu");
    assertEquals(
        "{\"testAccuracy\":0.9834,\"testLoss\":0.0507,\"trainLoss\":0.155,\"epochs\":5,"
            + "\"imagesPerSecond\":8123.4,\"seconds\":41.063,\"device\":\"cpu\"}",
        summary.toJson());
  }

  @Test
  void jsonQuotesWhatMustBeQuoted() {
    RunSummary summary = new RunSummary(1, 0, 0, 1, 1, 1, "a\"b\\c\n");
    assertTrue(summary.toJson().endsWith("\"device\":\"a\\\"b\\\\c\\u000a\"}"), summary.toJson());
  }
}
