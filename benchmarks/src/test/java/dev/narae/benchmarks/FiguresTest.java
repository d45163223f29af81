package dev.narae.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Work, speed and how they are printed. */
class FiguresTest {
  @Test
  void countsTheWorkOfAProduct() {
    assertEquals(2.0 * 64 * 1000 * 100, MatmulShape.parse("64x1000x100").flops());
    assertEquals(64 * 2.0 * 128 * 64 * 128, MatmulShape.parse("64*128x64x128").flops());
  }

  @Test
  void makesOperandsThatFit() {
    MatmulShape batched = MatmulShape.parse("3*4x5x6");
    assertEquals(Shape.of(3, 4, 6), batched.left().matmul(batched.right()).shape());
    MatmulShape transposed = MatmulShape.parse("4x5x6t");
    assertEquals(Shape.of(5, 6), transposed.right().shape());
    assertEquals(Shape.of(4, 6), transposed.left().matmul(transposed.right()).shape());
  }

  @Test
  void refusesOtherTexts() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> MatmulShape.parse("64x10"));
    assertEquals(
        "matmul shape '64x10': write [batch*]MxKxN[t], as in 64*128x64x128", refused.getMessage());
  }

  @Test
  void turnsTimeIntoSpeed() {
    assertEquals(2, new Rate(4e6, Rate.Unit.FLOPS).at(2e6));
    assertEquals(32_000, new Rate(32, Rate.Unit.IMAGES).at(1e6));
    assertEquals(12, Rate.ofTensors(3, 1_000_000).at(1e6));
  }

  @Test
  void medianAndSpreadAreThoseOfTheSortedTimes() {
    assertEquals(2, Measurement.median(new double[] {1, 2, 5}));
    assertEquals(3, Measurement.median(new double[] {1, 2, 4, 9}));
    assertEquals(1, Measurement.spread(new double[] {1, 2, 5}));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0.1234  | 0.12
          9.876   | 9.88
          12.34   | 12.3
          123.4   | 123
          1234567 | 1,234,567
          """)
  void numbersAreShort(double value, String text) {
    assertEquals(text, ResultTable.number(value));
  }
}
