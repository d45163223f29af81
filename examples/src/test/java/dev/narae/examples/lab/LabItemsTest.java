package dev.narae.examples.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every item reproduces the figures of the report. */
class LabItemsTest {
  @ParameterizedTest
  @ValueSource(strings = {"1", "2-1", "2-3", "3", "4", "5", "6", "7", "8", "11", "12", "13"})
  void agreesWithTheReport(String number) {
    LabOutcome outcome = LabOutcomes.of(number);
    assertFalse(outcome.checks().isEmpty(), "an item without a check proves nothing");
    for (Finding.Check check : outcome.checks()) {
      assertTrue(check.passed(), check::toString);
    }
  }

  /** The whole of MNIST takes too long here; that the net learns is tested with the main job. */
  @Test
  void trainsOnDigits() {
    LabOutcome outcome = LabOutcomes.of("9");
    List<Finding> all = outcome.findings();
    assertEquals(2, all.stream().filter(Finding.Plot.class::isInstance).count());
    assertEquals(1, all.stream().filter(Finding.Picture.class::isInstance).count());
    double accuracy = outcome.checks().getFirst().value();
    assertTrue(accuracy >= 10 && accuracy <= 100, () -> "accuracy " + accuracy);
  }

  @Test
  void aCheckFailsWhenFiguresDiffer() {
    assertFalse(new Finding.Check("a", 1.1, 1, 0.05).passed());
    assertFalse(new Finding.Check("a", Double.NaN, 1, 0.05).passed());
    assertTrue(new Finding.Check("a", 1.01, 1, 0.05).passed());
  }
}
