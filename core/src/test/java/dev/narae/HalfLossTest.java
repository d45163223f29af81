package dev.narae;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Means of losses in half precision, whose sums are larger than any of its numbers. */
final class HalfLossTest {
  private static final int COUNT = 4096;

  private static Tensor full(double value, long... sizes) {
    return Tensor.zeros(Shape.of(sizes), DType.F16).add(value);
  }

  private static void assertMean(double expected, Tensor loss) {
    assertEquals(DType.F16, loss.dtype());
    assertEquals(expected, loss.item(), expected * 1e-3);
  }

  @Test
  void lossesOfElements() {
    assertMean(64, full(8, COUNT).mseLoss(full(0, COUNT)));
    assertMean(32, full(32, COUNT).l1Loss(full(0, COUNT)));
  }

  @Test
  void lossesOfClassesWithWeights() {
    Tensor labels = Tensor.zeros(Shape.of(COUNT), DType.I64);
    ClassLossOptions weighted = ClassLossOptions.DEFAULT.weight(full(32, 2));
    assertMean(20, full(-20, COUNT, 2).nllLoss(labels, weighted));
  }

  @Test
  void lossesOfClassesWithIgnoredLabels() {
    Tensor labels = Tensor.arange(COUNT).remainder(2).mul(-100);
    assertMean(40, full(-40, COUNT, 2).nllLoss(labels));
  }

  @Test
  void meansWithoutNaN() {
    Tensor numbers = Tensor.cat(0, full(32, COUNT), full(Double.NaN, 1));
    assertMean(32, numbers.nanmean());
  }
}
