package dev.narae.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values computed with 40 digits, limits, and symmetry. */
final class SpecialFunctionsTest {

  @ParameterizedTest
  @CsvSource({
    "1e-300, 1.12837916709551257e-300",
    "1e-10, 1.12837916709551257e-10",
    "0.1, 0.112462916018284892",
    "0.5, 0.520499877813046538",
    "1, 0.842700792949714869",
    "2, 0.995322265018952734",
    "2.4375, 0.999433456745419835",
    "2.5, 0.999593047982555041",
    "3, 0.999977909503001415",
    "5, 0.99999999999846254",
    "5.9375, 0.999999999999999954"
  })
  void erf(double x, double expected) {
    assertEquals(expected, SpecialFunctions.erf(x), 2e-15 * expected);
    assertEquals(-expected, SpecialFunctions.erf(-x), 2e-15 * expected);
  }

  @Test
  void erfAndSigmoidAtTheirEnds() {
    assertEquals(0.0, SpecialFunctions.erf(0));
    assertEquals(-0.0, SpecialFunctions.erf(-0.0));
    assertEquals(1, SpecialFunctions.erf(Double.POSITIVE_INFINITY));
    assertEquals(-1, SpecialFunctions.erf(-40));
    assertTrue(Double.isNaN(SpecialFunctions.erf(Double.NaN)));
    assertTrue(Double.isNaN(SpecialFunctions.sigmoid(Double.NaN)));
  }

  @Test
  void erfIsContinuousWhereTheMethodChanges() {
    for (double x : new double[] {2.5, 6}) {
      double below = SpecialFunctions.erf(Math.nextDown(x));
      double above = SpecialFunctions.erf(Math.nextUp(x));
      assertEquals(below, above, 1e-15);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.5",
    "1, 0.7310585786300049",
    "-1, 0.2689414213699951",
    "40, 1",
    "1000, 1",
    "-1000, 0",
    "-700, 9.85967654375977e-305"
  })
  void sigmoid(double x, double expected) {
    assertEquals(expected, SpecialFunctions.sigmoid(x), 1e-15 * expected);
  }
}
