package dev.narae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Norms at the ends of their ranges. */
final class NormTest {

  @Test
  void squaresBeyondHalfPrecisionDoNotOverflow() {
    Tensor x = Tensor.of(new double[] {300, 400}).to(DType.F16);
    assertEquals(500, x.norm().item());
    Tensor origin = Tensor.zerosLike(x).unsqueeze(0);
    Tensor distance = x.unsqueeze(0).cdist(origin, 2);
    assertEquals(500, distance.item());
    assertEquals(DType.F16, distance.dtype());
  }

  /** As 1 / (1 / 0 + 1 / 4) in the limit. */
  @Test
  void aZeroMakesNormsOfNegativeOrderZero() {
    Tensor x = Tensor.of(new double[] {0, 4}).requiresGrad(true);
    Tensor norm = x.norm(-1);
    assertEquals(0, norm.item());
    assertArrayEquals(new double[] {0, 0}, Grad.of(norm, x).getFirst().toDoubleArray());
    assertEquals(2, Tensor.of(new double[] {4, 4}).norm(-1).item(), 1e-12);
  }
}
