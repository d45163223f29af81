package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Generator;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bounds and moments of the first values of parameters. */
class InitTest {
  @BeforeEach
  void seed() {
    Generator.manualSeed(11);
  }

  private static void assertUniform(Tensor tensor, double bound) {
    Tensor values = tensor.detach().to(DType.F64);
    assertTrue(values.abs().max().item() <= bound);
    assertTrue(values.max().item() > 0.99 * bound, "the upper end is reached");
    assertTrue(values.min().item() < -0.99 * bound, "the lower end is reached");
    assertEquals(0, values.mean().item(), 5 * bound / Math.sqrt(3.0 * values.size()));
    assertEquals(bound / Math.sqrt(3), values.std().item(), 0.02 * bound);
  }

  private static void assertNormal(Tensor tensor, double std) {
    Tensor values = tensor.detach().to(DType.F64);
    assertEquals(0, values.mean().item(), 5 * std / Math.sqrt((double) values.size()));
    assertEquals(std, values.std().item(), 0.02 * std);
    assertEquals(3, values.div(std).pow(4).mean().item(), 0.15, "kurtosis of the normal");
  }

  @Test
  void layersStartUniformWithinTheRootOfTheirFanIn() {
    Linear linear = new Linear(200, 300);
    assertUniform(linear.weight().tensor(), 1 / Math.sqrt(200));
    assertTrue(State.of(linear, "bias").abs().max().item() <= 1 / Math.sqrt(200));
    Conv2d conv = new Conv2d(10, 80, 5);
    assertUniform(conv.weight().tensor(), 1 / Math.sqrt(250));
    assertTrue(State.of(conv, "bias").abs().max().item() <= 1 / Math.sqrt(250));
  }

  @Test
  void methodsFollowTheirFormulas() {
    Tensor weight = Tensor.zeros(100, 50, 3, 2);
    assertUniform(Init.uniform(weight, -2, 2), 2);
    assertNormal(Init.normal(weight, 0, 0.5), 0.5);
    assertUniform(Init.xavierUniform(weight, 2), 2 * Math.sqrt(6.0 / (300 + 600)));
    assertNormal(Init.xavierNormal(weight, 1), Math.sqrt(2.0 / (300 + 600)));
    assertUniform(Init.kaimingUniform(weight, 0), Math.sqrt(6.0 / 300));
    assertUniform(Init.kaimingUniform(weight, 2), Math.sqrt(6.0 / 5 / 300));
    assertNormal(Init.kaimingNormal(weight, 0), Math.sqrt(2.0 / 300));
    assertEquals(7, Init.constant(weight, 7).mean().item());
  }

  @Test
  void parametersAreOverwrittenWithoutBeingRecorded() {
    Linear linear = new Linear(4, 4);
    Tensor weight = linear.weight().tensor();
    assertTrue(Init.constant(weight, 2) == weight && weight.requiresGrad());
    assertEquals(2, State.of(linear, "weight").mean().item());
  }

  @Test
  void theSeedDecides() {
    float[] first = new Linear(5, 5).weight().tensor().toFloatArray();
    Generator.manualSeed(11);
    assertArrayEquals(first, new Linear(5, 5).weight().tensor().toFloatArray());
  }

  @Test
  void vectorsHaveNoFan() {
    ShapeException e =
        assertThrows(ShapeException.class, () -> Init.kaimingUniform(Tensor.zeros(3), 0));
    assertEquals(
        "Init: a tensor of shape [3] has no fan-in and fan-out; it must be (outputs, inputs, …)",
        e.getMessage());
  }
}
