package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.DType;
import dev.narae.GradCheck;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sequences that know their places. */
class PositionsTest {

  @Test
  void sinusoidsFollowTheirFormula() {
    Tensor x = Tensor.zeros(2, 3, 5);
    float[] found = new SinusoidalPositions(5, 10, true).call(x).select(0, 1).toFloatArray();
    for (int t = 0; t < 3; t++) {
      for (int i = 0; i < 5; i++) {
        double angle = t / Math.pow(10_000, 2 * (i / 2) / 5.0);
        assertEquals(i % 2 == 0 ? Math.sin(angle) : Math.cos(angle), found[t * 5 + i], 1e-6);
      }
    }
    Tensor stepsFirst = new SinusoidalPositions(5, 10, false).call(Tensor.zeros(3, 2, 5));
    assertArrayEquals(found, stepsFirst.select(1, 0).toFloatArray());
    assertArrayEquals(
        found, new SinusoidalPositions(5, 10, false).call(Tensor.zeros(3, 5)).toFloatArray());
  }

  @Test
  void sinusoidsHaveNoStateAndRefuseLongerSequences() {
    SinusoidalPositions positions = new SinusoidalPositions(4, 3, true);
    assertEquals(0, positions.stateDict().size());
    ShapeException e =
        assertThrows(ShapeException.class, () -> positions.call(Tensor.zeros(1, 4, 4)));
    assertEquals(
        "SinusoidalPositions: the input has shape [1, 4, 4]; it must be (batch, steps, 4) with at"
            + " most 3 steps",
        e.getMessage());
  }

  @Test
  void rotationsFollowTheirFormula() {
    Tensor x = Tensor.normal(Shape.of(2, 3, 4), 0, 1, DType.F32);
    float[] in = x.toFloatArray();
    float[] out = new RotaryPositions(4, 8).call(x).toFloatArray();
    for (int row = 0; row < 6; row++) {
      int t = row % 3;
      for (int i = 0; i < 2; i++) {
        double angle = t * Math.pow(10_000, -2.0 * i / 4);
        double a = in[row * 4 + 2 * i];
        double b = in[row * 4 + 2 * i + 1];
        assertEquals(a * Math.cos(angle) - b * Math.sin(angle), out[row * 4 + 2 * i], 1e-5);
        assertEquals(a * Math.sin(angle) + b * Math.cos(angle), out[row * 4 + 2 * i + 1], 1e-5);
      }
    }
  }

  @Test
  void halvesArePairsInAnotherOrder() {
    Tensor x = Tensor.arange(8).to(DType.F32).reshape(2, 4);
    RotaryPositions halves = new RotaryPositions(4, 8, 10_000, RotaryPositions.Pairs.HALVES);
    Tensor order = Tensor.of(new long[] {0, 2, 1, 3});
    Tensor neighbours = new RotaryPositions(4, 8).call(x.indexSelect(1, order));
    assertArrayEquals(
        neighbours.indexSelect(1, order).toFloatArray(), halves.call(x).toFloatArray(), 1e-5f);
  }

  /** What rotary positions are for. */
  @ParameterizedTest
  @EnumSource(RotaryPositions.Pairs.class)
  void productsDependOnTheDistanceOnly(RotaryPositions.Pairs pairs) {
    RotaryPositions rotary = new RotaryPositions(6, 32, 100, pairs);
    Tensor query = Tensor.normal(Shape.of(1, 6), 0, 1, DType.F32);
    Tensor key = Tensor.normal(Shape.of(1, 6), 0, 1, DType.F32);
    double near = rotary.call(query, 7).mul(rotary.call(key, 3)).sum().item();
    double far = rotary.call(query, 27).mul(rotary.call(key, 23)).sum().item();
    assertEquals(near, far, 1e-4);
  }

  @ParameterizedTest
  @EnumSource(RotaryPositions.Pairs.class)
  void rotationsHaveGradients(RotaryPositions.Pairs pairs) {
    RotaryPositions rotary = new RotaryPositions(4, 8, 10, pairs);
    rotary.to(DType.F64);
    Tensor x = Tensor.normal(Shape.of(2, 3, 4), 0, 1, DType.F64).requiresGrad(true);
    GradCheck.check(in -> rotary.call(in.getFirst()), x);
  }

  @Test
  void rotationsRefuseWhatDoesNotFit() {
    assertEquals(
        "RotaryPositions: the width is 3; it must be even to form pairs",
        assertThrows(IllegalArgumentException.class, () -> new RotaryPositions(3, 4)).getMessage());
    RotaryPositions rotary = new RotaryPositions(4, 8);
    assertEquals(
        "RotaryPositions: the input has shape [3, 4] and begins at step 6; it must be (…, steps, 4)"
            + " and end by step 8",
        assertThrows(ShapeException.class, () -> rotary.call(Tensor.zeros(3, 4), 6)).getMessage());
  }
}
