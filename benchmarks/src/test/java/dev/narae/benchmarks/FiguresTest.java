package dev.narae.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
  void knowsHowOperandsLieInMemory() {
    MatmulShape batched = MatmulShape.parse("3*4x5x6");
    assertArrayEquals(new long[] {3, 4, 5}, batched.left());
    assertArrayEquals(new long[] {3, 5, 6}, batched.right());
    assertArrayEquals(new long[] {6, 5}, MatmulShape.parse("4x5x6t").right());
    assertArrayEquals(new long[] {5, 4}, MatmulShape.parse("t4x5x6").left());
  }

  @Test
  void countsTheWorkOfAConvolution() {
    ConvShape same = ConvShape.same(8, 128, 28, 128, 3);
    assertEquals(2.0 * 8 * 128 * 28 * 28 * 128 * 9, same.flops());
    ConvShape valid = ConvShape.valid(32, 1, 28, 10, 5);
    assertEquals(2.0 * 32 * 10 * 24 * 24 * 25, valid.flops());
    ConvShape depthwise = ConvShape.depthwise(8, 128, 28, 3);
    assertEquals(2.0 * 8 * 128 * 28 * 28 * 9, depthwise.flops());
    assertArrayEquals(new long[] {128, 1, 3, 3}, depthwise.weight());
  }

  @Test
  void refusesOtherTexts() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> MatmulShape.parse("64x10"));
    assertEquals(
        "matmul shape '64x10': write [t][batch*]MxKxN[t], as in 64*128x64x128",
        refused.getMessage());
  }

  @Test
  void turnsTimeIntoSpeed() {
    assertEquals("2.00 GFLOP/s", Work.flops(4e6).speed(2e6));
    assertEquals("32,000 /s", Work.items(32).speed(1e6));
    assertEquals("12.0 GB/s", Work.tensors(3, 1_000_000).speed(1e6));
  }

  @Test
  void sharesAreOfTheLimitThatApplies() {
    MachineLimits limits = new MachineLimits(2, 200, 20);
    assertEquals(0.5, Work.flops(4e8).share(4e6, limits));
    assertEquals(0.6, Work.tensors(3, 10_000_000).share(1e7, limits));
    assertEquals(Double.NaN, Work.tensors(3, 1000).share(100, limits), "lies in the cache");
    assertEquals(Double.NaN, Work.items(1).share(100, limits));
  }

  @Test
  void aTargetIsMetByAllOfIt() {
    assertTrue(Target.ratio(1.2).isMet(1.2, Double.NaN));
    assertFalse(Target.ratio(1.2).isMet(1.19, Double.NaN));
    assertFalse(Target.ratio(1.2).isMet(Double.NaN, Double.NaN));
    assertTrue(Target.ratioAndShare(1, 0.9).isMet(1, 0.9));
    assertFalse(Target.ratioAndShare(1, 0.9).isMet(2, 0.89));
    assertFalse(Target.ratioAndShare(0, 0.9).isMet(2, Double.NaN));
    assertEquals("1.00 x, 90 %", Target.ratioAndShare(1, 0.9).toString());
    assertEquals("90 %", Target.ratioAndShare(0, 0.9).toString());
    assertEquals("", Target.NONE.toString());
  }

  @Test
  void medianAndSpreadAreThoseOfTheSortedNumbers() {
    assertEquals(2, Numbers.median(new double[] {1, 2, 5}));
    assertEquals(3, Numbers.median(new double[] {1, 2, 4, 9}));
    assertEquals(0.25, Numbers.spread(new double[] {0, 3, 4, 5, 9}));
  }

  @Test
  void timesHaveTheUnitThatFits() {
    assertEquals("123 ns", Numbers.time(123));
    assertEquals("1.50 µs", Numbers.time(1500));
    assertEquals("12.3 ms", Numbers.time(12.3e6));
    assertEquals("5,000 s", Numbers.time(5e12));
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
    assertEquals(text, Numbers.of(value));
  }
}
