package dev.narae;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What programs are told about gradients. */
final class HookTest {

  private static Tensor leaf(double... values) {
    return Tensor.of(values).requiresGrad(true);
  }

  private static double[] grad(Tensor leaf) {
    return Objects.requireNonNull(leaf.grad()).toDoubleArray();
  }

  @Test
  void hooksRunInTheirOrderUntilTheyAreRemoved() {
    Tensor x = leaf(1);
    Hook first = x.registerHook(g -> g.add(1));
    x.registerHook(g -> g.mul(10));
    x.mul(2).backward();
    assertArrayEquals(new double[] {30}, grad(x));
    first.remove();
    first.remove();
    x.mul(2).backward();
    assertArrayEquals(new double[] {50}, grad(x));
  }

  @Test
  void aHookMayRemoveItself() {
    Tensor x = leaf(1);
    List<Hook> own = new ArrayList<>();
    own.add(
        x.registerHook(
            g -> {
              own.getFirst().remove();
              return g.mul(5);
            }));
    x.mul(2).backward();
    x.mul(2).backward();
    assertArrayEquals(new double[] {12}, grad(x));
  }

  @Test
  void keptGradientsAreThoseAfterTheHooks() {
    Tensor x = leaf(1);
    Tensor y = x.mul(2).retainGrad();
    try (Hook _ = y.registerHook(g -> g.mul(7))) {
      y.mul(3).backward();
    }
    assertArrayEquals(new double[] {21}, grad(y));
    assertArrayEquals(new double[] {42}, grad(x));
  }

  @Test
  void functionalGradientsPassHooksToo() {
    Tensor x = leaf(1);
    Tensor y = x.mul(2);
    y.registerHook(g -> g.mul(7));
    assertEquals(21, Grad.of(y.mul(3), y).getFirst().item());
    assertEquals(42, Grad.of(x.mul(2).mul(21), x).getFirst().item());
  }

  @Test
  void afterAccumulationTheLeafIsComplete() {
    Tensor x = leaf(1, 2);
    List<Double> seen = new ArrayList<>();
    Hook hook =
        x.registerPostAccumulateGradHook(
            leaf -> {
              seen.add(grad(leaf)[0]);
              try (var _ = Grad.noGrad()) {
                leaf.addInPlace(Objects.requireNonNull(leaf.grad()), -1);
              }
              leaf.zeroGrad();
            });
    x.mul(3).add(x).sum().backward();
    assertEquals(List.of(4.0), seen);
    assertArrayEquals(new double[] {-3, -2}, x.toDoubleArray());
    assertNull(x.grad());
    assertEquals(4, Grad.of(x.mul(4).sum(), x).getFirst().get(0).item());
    assertEquals(1, seen.size());
    hook.remove();
    x.sum().backward();
    assertEquals(1, seen.size());
  }

  @Test
  void aViewsHookSeesItsOwnGradientOnly() {
    Tensor x = leaf(1, 2, 3);
    Tensor y = x.mul(1);
    Tensor view = y.narrow(0, 1, 2);
    List<Double> seen = new ArrayList<>();
    view.registerHook(
        g -> {
          seen.add(g.sum().item());
          return g;
        });
    view.mul(5).sum().add(y.sum()).backward();
    assertEquals(List.of(10.0), seen);
    assertArrayEquals(new double[] {1, 6, 6}, grad(x));
  }

  @Test
  void refusals() {
    Tensor x = leaf(1, 2);
    assertTrue(
        refusal(AutogradException.class, () -> x.mul(2).registerPostAccumulateGradHook(leaf -> {}))
            .contains("use a leaf, or registerHook"));
    assertTrue(
        refusal(AutogradException.class, () -> Tensor.zeros(1).registerHook(g -> g))
            .startsWith("registerHook: the tensor of shape [1] is not tracked"));
    x.registerHook(Tensor::sum);
    assertEquals(
        "registerHook: the hook returned a gradient of shape [] and dtype f64 for a tensor of shape"
            + " [2] and dtype f64; they must be equal",
        refusal(AutogradException.class, () -> x.sum().backward()));
  }
}
