package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Autocast;
import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.nn.Linear;
import dev.narae.nn.Parameter;
import dev.narae.nn.ReLU;
import dev.narae.nn.Sequential;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GradScalerTest {
  private final Parameter p = new Parameter(Tensor.of(new float[] {1, -2, 4}));
  private final SGD sgd = new SGD(List.of(p), 0.5);

  private static GradScaler.Options options() {
    return GradScaler.Options.DEFAULT.initialScale(8).growthInterval(3);
  }

  private void backward(GradScaler scaler, double factor) {
    sgd.zeroGrad();
    scaler.scale(p.tensor().mul(factor).sum()).backward();
  }

  @Test
  void theStepIsThatOfTheUnscaledLoss() {
    GradScaler scaler = new GradScaler(options());
    backward(scaler, 3);
    assertArrayEquals(new double[] {24, 24, 24}, gradient());
    assertTrue(scaler.step(sgd));
    scaler.update();
    assertArrayEquals(new double[] {3, 3, 3}, gradient());
    assertArrayEquals(new double[] {-0.5, -3.5, 2.5}, p.tensor().toDoubleArray());
  }

  private double[] gradient() {
    return Objects.requireNonNull(p.grad()).toDoubleArray();
  }

  @Test
  void aStepWithAnInfiniteGradientIsLeftOut() {
    for (double bad : new double[] {Double.POSITIVE_INFINITY, Double.NaN}) {
      GradScaler scaler = new GradScaler(options());
      backward(scaler, bad);
      assertTrue(!scaler.step(sgd));
      scaler.update();
      assertEquals(4, scaler.scale());
      assertArrayEquals(new double[] {1, -2, 4}, p.tensor().toDoubleArray());
    }
  }

  @Test
  void growsAfterGoodStepsInARow() {
    GradScaler scaler = new GradScaler(options());
    double[] factors = {1, 1, Double.NaN, 1, 1, 1, 1};
    double[] scales = {8, 8, 4, 4, 4, 8, 8};
    for (int i = 0; i < factors.length; i++) {
      backward(scaler, factors[i]);
      scaler.step(sgd);
      scaler.update();
      assertEquals(scales[i], scaler.scale(), "after step " + i);
    }
    assertEquals(Map.of("scale", 8.0, "_growth_tracker", 1.0), scaler.stateDict());
  }

  @Test
  void growsNoFurtherThanF32() {
    GradScaler scaler = new GradScaler(options().initialScale(0x1p127).growthInterval(1));
    backward(scaler, 0);
    scaler.step(sgd);
    scaler.update();
    assertEquals(0x1p127, scaler.scale());
  }

  @Test
  void gradientsCanBeLimitedInBetween() {
    GradScaler scaler = new GradScaler(options());
    backward(scaler, 3);
    assertTrue(scaler.unscale(sgd));
    Grad.clipNorm(List.of(p.tensor()), Math.sqrt(3));
    scaler.step(sgd);
    scaler.update();
    assertArrayEquals(new double[] {0.5, -2.5, 3.5}, p.tensor().toDoubleArray(), 1e-5);
  }

  @Test
  void oneBadOptimizerOfTwo() {
    Parameter q = new Parameter(Tensor.of(new float[] {1}));
    SGD other = new SGD(List.of(q), 1);
    GradScaler scaler = new GradScaler(options());
    scaler.scale(p.tensor().sum()).backward();
    scaler.scale(q.tensor().mul(Double.NaN).sum()).backward();
    assertTrue(scaler.step(sgd));
    assertTrue(!scaler.step(other));
    scaler.update();
    assertEquals(4, scaler.scale());
    assertEquals(1, q.tensor().item());
    assertEquals(0.5, p.tensor().get(0).item());
  }

  @Test
  void saysWhatIsOutOfOrder() {
    GradScaler scaler = new GradScaler(options());
    assertMessage(
        "GradScaler: update without a step; call step(optimizer), or unscale(optimizer), before",
        scaler::update);
    backward(scaler, 1);
    scaler.unscale(sgd);
    assertMessage(
        "GradScaler: the gradients were divided by the scale already; call update() after the step",
        () -> scaler.unscale(sgd));
    scaler.step(sgd);
    assertMessage(
        "GradScaler: step was called already; call update() after each step",
        () -> scaler.step(sgd));
    assertMessage(
        "GradScaler: unscale after step; call it before, or update() first",
        () -> scaler.unscale(sgd));
    scaler.update();
  }

  private static void assertMessage(String message, Runnable body) {
    IllegalStateException e = assertThrows(IllegalStateException.class, body::run);
    assertEquals(message, e.getMessage());
  }

  @Test
  void refusesGradientsOfHalfPrecision() {
    Parameter half = new Parameter(Tensor.ones(Shape.of(2), DType.F16));
    SGD of = new SGD(List.of(half), 1);
    half.tensor().sum().backward();
    DTypeException e = assertThrows(DTypeException.class, () -> new GradScaler().unscale(of));
    assertEquals(
        "unscale: a gradient of shape [2] is f16, which would lose small values again; keep"
            + " parameters in f32 and convert by Autocast",
        e.getMessage());
  }

  @Test
  void refusesImpossibleOptionsAndStates() {
    assertThrows(IllegalArgumentException.class, () -> options().growthFactor(1));
    assertThrows(IllegalArgumentException.class, () -> options().backoffFactor(1));
    assertThrows(IllegalArgumentException.class, () -> options().growthInterval(0));
    assertThrows(IllegalArgumentException.class, () -> options().initialScale(0));
    GradScaler scaler = new GradScaler(options());
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> scaler.loadStateDict(Map.of("scale", -1.0, "good", 1.0)));
    assertTrue(String.valueOf(e.getMessage()).contains("'good' is unexpected"), e.getMessage());
    assertTrue(String.valueOf(e.getMessage()).contains("'scale' is -1.0"), e.getMessage());
    assertTrue(
        String.valueOf(e.getMessage()).contains("'_growth_tracker' is missing"), e.getMessage());
    assertEquals(8, scaler.scale());
    scaler.loadStateDict(Map.of("scale", 32.0, "_growth_tracker", 2.0));
    backward(scaler, 1);
    scaler.step(sgd);
    scaler.update();
    assertEquals(64, scaler.scale());
  }

  @Test
  void switchedOffItDoesNothing() {
    GradScaler scaler = new GradScaler(options().enabled(false));
    Tensor loss = p.tensor().sum();
    assertSame(loss, scaler.scale(loss));
    loss.backward();
    assertTrue(scaler.unscale(sgd));
    assertTrue(scaler.step(sgd));
    scaler.update();
    assertEquals(1, scaler.scale());
    assertEquals(0.5, p.tensor().get(0).item());
  }

  /** A loss whose gradients, of 1e-9, are 0 in F16: without scaling nothing is learnt. */
  private static double train(boolean scaled) {
    Generator.manualSeed(1);
    Sequential model = new Sequential(new Linear(4, 16), new ReLU(), new Linear(16, 1));
    Tensor x = Tensor.randn(32, 4);
    Tensor y = x.sum(1).unsqueeze(1);
    Adam adam = new Adam(model.parameters(), 0.02, Adam.Options.DEFAULT.eps(1e-16));
    GradScaler scaler =
        new GradScaler(
            GradScaler.Options.DEFAULT.initialScale(0x1p40).growthInterval(20).enabled(scaled));
    for (int step = 0; step < 150; step++) {
      try (Scope _ = Scope.open()) {
        adam.zeroGrad();
        Tensor loss = Autocast.with(DType.F16, () -> model.call(x).mseLoss(y).mul(1e-9));
        scaler.scale(loss).backward();
        scaler.step(adam);
        scaler.update();
      }
    }
    return model.call(x).mseLoss(y).item();
  }

  @Test
  void scalingKeepsGradientsFromVanishing() {
    double without = train(false);
    double with = train(true);
    assertTrue(without > 1, "without scaling the loss stays, but it is " + without);
    assertTrue(with < 0.1, "with scaling it falls, but it is " + with);
  }
}
