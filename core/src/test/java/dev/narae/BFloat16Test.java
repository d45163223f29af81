package dev.narae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rounding to BF16. */
final class BFloat16Test {

  @Test
  void everyNumberSurvives() {
    for (int bits = 0; bits <= 0xFFFF; bits++) {
      float number = BFloat16.toFloat((short) bits);
      float again = BFloat16.toFloat(BFloat16.fromFloat(number));
      assertEquals(Float.floatToIntBits(number), Float.floatToIntBits(again));
    }
  }

  /** No other number is nearer, and of two that are equally near the even one is taken. */
  @Test
  void theNearestNumberIsTaken() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt() & (i % 3 == 0 ? 0xFFFF_8000 : ~0));
      if (!(Math.abs(value) < 0x1p127f)) {
        continue;
      }
      short bits = BFloat16.fromFloat(value);
      double distance = Math.abs((double) BFloat16.toFloat(bits) - value);
      for (int step : new int[] {-1, 1}) {
        double other = Math.abs((double) BFloat16.toFloat((short) (bits + step)) - value);
        boolean further = Double.isNaN(other) || other > distance;
        assertTrue(further || (other == distance && bits % 2 == 0), Float.toHexString(value));
      }
    }
  }

  @Test
  void specialNumbers() {
    assertEquals(Float.POSITIVE_INFINITY, rounded(Float.MAX_VALUE));
    assertEquals(Float.NEGATIVE_INFINITY, rounded(-Float.MAX_VALUE));
    assertEquals(Float.POSITIVE_INFINITY, rounded(Float.POSITIVE_INFINITY));
    assertTrue(Float.isNaN(rounded(Float.intBitsToFloat(0x7F80_0001))));
    assertTrue(Float.isNaN(rounded(Float.intBitsToFloat(-1))));
    assertEquals(1 / Float.NEGATIVE_INFINITY, rounded(-0f));
  }

  private static float rounded(float value) {
    return BFloat16.toFloat(BFloat16.fromFloat(value));
  }
}
