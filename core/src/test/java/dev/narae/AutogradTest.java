package dev.narae;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Recording, backward passes and what they refuse. */
final class AutogradTest {

  private static Tensor leaf(double... values) {
    return Tensor.of(values).requiresGrad(true);
  }

  private static double[] grad(Tensor leaf) {
    return Objects.requireNonNull(leaf.grad()).toDoubleArray();
  }

  @Test
  void gradientsAccumulateUntilTheyAreForgotten() {
    Tensor x = leaf(1, 2);
    x.square().sum().backward();
    assertArrayEquals(new double[] {2, 4}, grad(x));
    x.square().sum().backward();
    assertArrayEquals(new double[] {4, 8}, grad(x));
    x.zeroGrad();
    assertNull(x.grad());
    x.sum().backward();
    assertArrayEquals(new double[] {1, 1}, grad(x));
  }

  @Test
  void aTensorUsedSeveralTimesGetsTheSum() {
    Tensor x = leaf(3);
    Tensor y = x.mul(x).add(x);
    y.add(y).backward();
    assertArrayEquals(new double[] {14}, grad(x));
  }

  @Test
  void gradientsHaveTheLeafsShapeAfterBroadcasting() {
    Tensor row = leaf(1, 2, 3);
    Tensor column = Tensor.of(new double[] {4, 5}, 2, 1).requiresGrad(true);
    row.mul(column).sum().backward();
    assertArrayEquals(new double[] {9, 9, 9}, grad(row));
    assertArrayEquals(new double[] {6, 6}, grad(column));
    assertEquals(Shape.of(2, 1), Objects.requireNonNull(column.grad()).shape());
  }

  @Test
  void viewsPassGradientsToTheirPlace() {
    Tensor x = Tensor.zeros(Shape.of(2, 3), DType.F64).requiresGrad(true);
    x.t().narrow(0, 1, 1).select(1, 0).mul(5.0).sum().backward();
    assertArrayEquals(new double[] {0, 5, 0, 0, 0, 0}, grad(x));
  }

  @Test
  void aSecondBackwardNeedsTheGraphRetained() {
    Tensor x = leaf(2);
    Tensor y = x.exp();
    y.backward(true);
    y.backward();
    assertEquals(2 * Math.exp(2), grad(x)[0], 1e-12);
    String error = refusal(AutogradException.class, y::backward);
    assertEquals(
        "backward of exp: the graph was already used and released; pass retainGraph to the first"
            + " backward, or run the forward computation again",
        error);
  }

  @Test
  void onlyASingleNumberStartsWithoutAnUpstreamGradient() {
    Tensor x = leaf(1, 2);
    String error = refusal(AutogradException.class, () -> x.square().backward());
    assertTrue(error.contains("the output has shape [2]"), error);
    x.square().backward(Tensor.of(new double[] {1, 10}));
    assertArrayEquals(new double[] {2, 40}, grad(x));
    String shape =
        refusal(ShapeException.class, () -> x.square().backward(Tensor.of(new double[] {1})));
    assertTrue(shape.contains("[1], but the output has [2]"), shape);
  }

  @Test
  void untrackedTensorsHaveNoBackward() {
    String error = refusal(AutogradException.class, () -> Tensor.scalar(1).backward());
    assertTrue(error.contains("requiresGrad(true)"), error);
  }

  @Test
  void noGradAndDetachStopRecording() {
    Tensor x = leaf(1, 2);
    try (var _ = Grad.noGrad()) {
      assertFalse(x.mul(2).requiresGrad());
      assertFalse(Grad.isEnabled());
      try (var _ = Grad.enableGrad()) {
        assertTrue(x.mul(2).requiresGrad());
      }
      assertFalse(Grad.isEnabled());
    }
    assertTrue(Grad.isEnabled());
    assertFalse(Grad.noGrad(() -> x.mul(2)).requiresGrad());
    assertFalse(x.detach().mul(2).requiresGrad());
    x.mul(x.detach()).sum().backward();
    assertArrayEquals(new double[] {1, 2}, grad(x));
  }

  @Test
  void noGradEndsWithAnException() {
    assertThrows(
        IllegalStateException.class,
        () ->
            Grad.noGrad(
                () -> {
                  throw new IllegalStateException("inside");
                }));
    assertTrue(Grad.isEnabled());
  }

  @Test
  void onlyFloatingLeavesCollectGradients() {
    String error = refusal(DTypeException.class, () -> Tensor.of(new int[] {1}).requiresGrad(true));
    assertTrue(error.contains("i32"), error);
    Tensor computed = leaf(1).mul(2);
    assertSame(computed, computed.requiresGrad(true));
    String computedError = refusal(AutogradException.class, () -> computed.requiresGrad(false));
    assertTrue(computedError.contains("detach()"), computedError);
    assertFalse(leaf(1).requiresGrad(false).requiresGrad());
  }

  @Test
  void aSavedTensorThatWasModifiedIsRefused() {
    Tensor x = leaf(1, 2);
    Tensor y = x.exp();
    try (var _ = Grad.noGrad()) {
      y.addInPlace(Tensor.of(new double[] {1, 1}));
    }
    String error = refusal(AutogradException.class, () -> y.sum().backward());
    assertTrue(error.startsWith("backward of exp: its output 0 [2] was modified in place"), error);
  }

  @Test
  void aChangeThroughAViewCountsToo() {
    Tensor x = leaf(1, 2);
    Tensor factor = Tensor.of(new double[] {3, 4});
    Tensor y = x.mul(factor);
    factor.narrow(0, 0, 1).fill(9);
    assertThrows(AutogradException.class, () -> y.sum().backward());
  }

  @Test
  void whatIsNotSavedMayBeModified() {
    Tensor x = leaf(1, 2);
    Tensor shift = Tensor.of(new double[] {3, 4});
    Tensor y = x.add(shift);
    shift.fill(0);
    y.sum().backward();
    assertArrayEquals(new double[] {1, 1}, grad(x));
  }

  @Test
  void functionalGradientsLeaveTheLeavesAlone() {
    Tensor x = leaf(2);
    Tensor y = leaf(3);
    List<Tensor> gradients = Grad.of(x.mul(x).mul(y), x, y);
    assertEquals(12, gradients.get(0).item());
    assertEquals(4, gradients.get(1).item());
    assertNull(x.grad());
    assertNull(y.grad());
  }

  @Test
  void functionalGradientsOfIntermediates() {
    Tensor x = leaf(2);
    Tensor y = x.mul(3);
    assertEquals(36, Grad.of(y.square().mul(3), y).getFirst().item());
  }

  @Test
  void anUnusedInputIsNamed() {
    Tensor x = leaf(2);
    Tensor y = leaf(3, 4);
    String error = refusal(AutogradException.class, () -> Grad.of(x.square(), x, y));
    assertTrue(error.contains("input 1 of shape [2]"), error);
    List<Tensor> gradients =
        Grad.of(List.of(x.square()), List.of(x, y), Grad.Options.DEFAULT.allowingUnused());
    assertArrayEquals(new double[] {0, 0}, gradients.get(1).toDoubleArray());
  }

  @Test
  void gradientsDifferentiateAgain() {
    Tensor x = leaf(2);
    Tensor value = x.pow(4);
    for (double expected : new double[] {32, 48, 48, 24}) {
      value = Grad.of(List.of(value), List.of(x), Grad.Options.DEFAULT.creatingGraph()).getFirst();
      assertEquals(expected, value.item(), 1e-9);
    }
  }

  @Test
  void backwardCanBeRecorded() {
    Tensor x = leaf(3);
    x.pow(3).backward(null, false, true);
    Tensor first = Objects.requireNonNull(x.grad());
    assertEquals(27, first.item(), 1e-9);
    x.zeroGrad();
    first.backward();
    assertEquals(18, grad(x)[0], 1e-9);
  }

  @Test
  void intermediatesKeepTheirGradientOnRequest() {
    Tensor x = leaf(2);
    Tensor y = x.mul(3).retainGrad();
    y.square().backward();
    assertArrayEquals(new double[] {12}, grad(y));
    assertArrayEquals(new double[] {36}, grad(x));
  }

  @Test
  void hooksSeeAndReplaceTheWholeGradient() {
    Tensor x = leaf(2);
    Tensor y = x.mul(3);
    List<Double> seen = new ArrayList<>();
    y.registerHook(
        gradient -> {
          seen.add(gradient.item());
          return gradient.mul(10);
        });
    y.add(y).backward();
    assertEquals(List.of(2.0), seen);
    assertArrayEquals(new double[] {60}, grad(x));
  }

  @Test
  void aLeafsHookSeesTheSumOfAllParts() {
    Tensor x = leaf(2);
    List<Double> seen = new ArrayList<>();
    x.registerHook(
        gradient -> {
          seen.add(gradient.item());
          return gradient.clamp(-1.0, 1.0);
        });
    x.mul(3).add(x.mul(4)).backward();
    assertEquals(List.of(7.0), seen);
    assertArrayEquals(new double[] {1}, grad(x));
  }

  @Test
  void aChainOfTenThousandOperatorsIsNoDeeperThanOne() {
    Tensor x = leaf(0.5);
    Tensor y = x;
    for (int i = 0; i < 10_000; i++) {
      y = y.mul(1.0001).add(0.0001);
    }
    y.backward();
    assertEquals(Math.pow(1.0001, 10_000), grad(x)[0], 1e-9);
  }

  @Test
  void aPassInsideAPassLeavesTheUpstreamGradientToTheOuterOne() {
    Tensor x = Tensor.of(new double[] {0.5, -0.25}, 2, 1).requiresGrad(true);
    x.tanh().prod(true, 1).sum().backward();
    assertArrayEquals(
        new double[] {1 - Math.pow(Math.tanh(0.5), 2), 1 - Math.pow(Math.tanh(0.25), 2)},
        grad(x),
        1e-12);
  }

  @Test
  void threadsRecordIndependently() throws InterruptedException {
    Tensor x = leaf(1);
    boolean[] recorded = new boolean[1];
    try (var _ = Grad.noGrad()) {
      Thread other = new Thread(() -> recorded[0] = x.mul(2).requiresGrad());
      other.start();
      other.join();
    }
    assertTrue(recorded[0]);
  }

  /** The gradient of prod is a backward pass of its own, and may return what it was given. */
  @Test
  void aPassWithinAPassKeepsGradientsThatBothUse() {
    Tensor x = Tensor.of(new double[] {0.5}).requiresGrad(true);
    Tensor y = x.tanh().prod(true, 0).mul(2.0);
    double expected = 2 * (1 - Math.pow(Math.tanh(0.5), 2));
    assertEquals(expected, Grad.of(y, x).getFirst().item(), 1e-12);
  }
}
