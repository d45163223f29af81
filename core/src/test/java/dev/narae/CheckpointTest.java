package dev.narae;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Computing again what gradients read, instead of keeping it. */
final class CheckpointTest {

  private static Tensor leaf(double... values) {
    return Tensor.of(values).requiresGrad(true);
  }

  private static double[] grad(Tensor leaf) {
    return Objects.requireNonNull(leaf.grad()).toDoubleArray();
  }

  private static Tensor layer(Tensor x, Tensor w) {
    return x.mul(w).tanh().exp().mul(x);
  }

  @Test
  void gradientsAreTheSameAlsoForWhatIsNoInput() {
    Tensor x = leaf(0.5, -1);
    Tensor w = leaf(2, 3);
    layer(layer(x, w), w).sum().backward();
    double[] expected = grad(x);
    double[] expectedW = grad(w);
    x.zeroGrad();
    w.zeroGrad();
    AtomicInteger runs = new AtomicInteger();
    Tensor y =
        Grad.checkpoint(
            t -> {
              runs.incrementAndGet();
              return layer(layer(t, w), w);
            },
            x);
    assertEquals(1, runs.get());
    y.sum().backward();
    assertEquals(2, runs.get());
    assertArrayEquals(expected, grad(x));
    assertArrayEquals(expectedW, grad(w));
  }

  @Test
  void randomNumbersAreRepeatedAndTheGeneratorGoesOn() {
    Tensor x = Tensor.ones(Shape.of(1000), DType.F64).requiresGrad(true);
    Tensor y = Grad.checkpoint(t -> t.dropout(0.5).mul(t), x);
    Generator.State before = Generator.global().state();
    y.sum().backward();
    assertEquals(before, Generator.global().state());
    assertArrayEquals(y.mul(2).toDoubleArray(), grad(x));
  }

  @Test
  void checkpointsNest() {
    Tensor x = leaf(0.5, -1);
    Tensor w = leaf(2, 3);
    GradCheck.Subject nested =
        t ->
            Grad.checkpoint(
                a -> {
                  Tensor inner =
                      Grad.checkpoint(
                          b -> layer(layer(b.get(0), b.get(1)), b.get(1)),
                          List.of(a.get(0).sin(), a.get(1)));
                  return Grad.checkpoint(c -> layer(c, a.get(1)), inner).add(inner.square());
                },
                List.of(t.get(0), t.get(1)));
    GradCheck.check(nested, x, w);
    GradCheck.checkSecondOrder(nested, x, w);
  }

  @Test
  void severalResultsOfWhichOneIsUsed() {
    Tensor x = leaf(0.5, -1);
    List<Tensor> both =
        Grad.checkpointAll(t -> List.of(t.get(0).exp(), t.get(0).square()), List.of(x));
    both.get(1).mul(3).sum().backward();
    assertArrayEquals(new double[] {3, -6}, grad(x));
  }

  @Test
  void aGraphCanBeUsedTwice() {
    Tensor x = leaf(0.5);
    Tensor y = Grad.checkpoint(t -> t.exp().square(), x);
    y.backward(true);
    y.backward();
    assertEquals(4 * Math.exp(1), grad(x)[0], 1e-12);
  }

  @Test
  void functionsSaveWithinCheckpoints() {
    Function cube =
        new Function() {
          @Override
          protected List<Tensor> forward(Context context, List<Tensor> inputs) {
            context.save(inputs.getFirst());
            return List.of(inputs.getFirst().pow(3));
          }

          @Override
          protected List<@Nullable Tensor> backward(Context context, List<Tensor> upstream) {
            return List.of(context.saved().getFirst().square().mul(3).mul(upstream.getFirst()));
          }
        };
    Tensor x = leaf(0.5, -2);
    GradCheck.Subject subject = t -> Grad.checkpoint(a -> cube.apply(a.exp()), t.get(0));
    GradCheck.check(subject, x);
    GradCheck.checkSecondOrder(subject, x);
  }

  @Test
  void inPlaceChangesInside() {
    Tensor x = leaf(0.5, -2);
    GradCheck.Subject subject =
        t ->
            Grad.checkpoint(
                a -> {
                  Tensor y = a.mul(2);
                  y.narrow(0, 0, 1).mulInPlace(a.narrow(0, 1, 1));
                  return y.mulInPlace(y).exp();
                },
                t.get(0));
    GradCheck.check(subject, x);
    GradCheck.checkSecondOrder(subject, x);
  }

  @Test
  void onlyTheResultIsKept() {
    Tensor x = Tensor.ones(Shape.of(1 << 14), DType.F64).requiresGrad(true);
    try (Scope _ = Scope.open()) {
      long before = Backends.open(x.device()).memory().live();
      Tensor y =
          Grad.checkpoint(
              t -> {
                Tensor z = t;
                for (int i = 0; i < 20; i++) {
                  z = z.sin();
                }
                return z;
              },
              x);
      long kept = Backends.open(x.device()).memory().live() - before;
      assertTrue(kept < 2 * y.size() * Double.BYTES, "kept: " + kept);
      Tensor gradient = Grad.of(y.sum(), x).getFirst();
      assertEquals(x.shape(), gradient.shape());
      long after = Backends.open(x.device()).memory().live() - before;
      assertTrue(after < 4 * y.size() * Double.BYTES, "still in use: " + after);
    }
  }

  @Test
  void nothingHappensWithoutRecording() {
    Tensor x = leaf(0.5);
    assertFalse(Grad.noGrad(() -> Grad.checkpoint(t -> t.exp(), x)).requiresGrad());
  }

  @Test
  void aFunctionThatDiffersTheSecondTimeIsRefused() {
    Tensor x = leaf(0.5);
    AtomicInteger runs = new AtomicInteger();
    Tensor y = Grad.checkpoint(t -> runs.getAndIncrement() == 0 ? t.exp().square() : t.neg(), x);
    assertEquals(
        "checkpoint: the function, run again for backward, left 0 tensors for its gradients instead"
            + " of 2; it must do the same each time it runs",
        refusal(AutogradException.class, y::backward));
  }

  @Test
  void anInputThatChangedMeanwhileIsRefused() {
    Tensor x = leaf(0.5);
    Tensor y = x.mul(1);
    Tensor z = Grad.checkpoint(t -> t.exp(), y);
    y.zero();
    assertTrue(
        refusal(AutogradException.class, z::backward)
            .startsWith("backward of checkpoint: its input [1] was modified in place"));
  }
}
