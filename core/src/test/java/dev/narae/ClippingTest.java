package dev.narae;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Limits on gradients; the numbers are those of PyTorch 2.14. */
final class ClippingTest {

  private static Tensor withGradient(double... gradient) {
    Tensor leaf = Tensor.zeros(Shape.of(gradient.length), DType.F64).requiresGrad(true);
    leaf.backward(Tensor.of(gradient));
    return leaf;
  }

  private static double[] grad(Tensor leaf) {
    return Objects.requireNonNull(leaf.grad()).toDoubleArray();
  }

  @Test
  void theEuclideanNormOfAllGradientsIsLimited() {
    Tensor a = withGradient(3, -4);
    Tensor b = withGradient(12);
    Tensor none = Tensor.zeros(2).requiresGrad(true);
    Tensor norm = Grad.clipNorm(List.of(a, none, b), 6.5);
    assertEquals(Shape.scalar(), norm.shape());
    assertEquals(13, norm.item(), 1e-12);
    assertArrayEquals(new double[] {1.5, -2}, grad(a), 1e-6);
    assertArrayEquals(new double[] {6}, grad(b), 1e-6);
    Grad.clipNorm(List.of(a, b), 100);
    assertArrayEquals(new double[] {1.5, -2}, grad(a), 1e-6);
  }

  @Test
  void otherOrders() {
    Tensor a = withGradient(3, -4);
    Tensor b = withGradient(1);
    assertEquals(8, Grad.clipNorm(List.of(a, b), 100, 1).item(), 1e-12);
    assertEquals(4, Grad.clipNorm(List.of(a, b), 2, Double.POSITIVE_INFINITY).item(), 1e-12);
    assertArrayEquals(new double[] {1.5, -2}, grad(a), 1e-6);
    assertArrayEquals(new double[] {0.5}, grad(b), 1e-6);
    assertEquals(0, Grad.clipNorm(List.of(Tensor.zeros(2)), 1).item());
  }

  @Test
  void aNormThatIsNotFinite() {
    Tensor a = withGradient(Double.NaN, 1);
    String error = refusal(AutogradException.class, () -> Grad.clipFiniteNorm(List.of(a), 1, 2));
    assertTrue(error.contains("order 2.0 of the gradients is NaN"), error);
    assertArrayEquals(new double[] {Double.NaN, 1}, grad(a));
    Grad.clipNorm(List.of(a), 1);
    assertArrayEquals(new double[] {Double.NaN, Double.NaN}, grad(a));
    refusal(IllegalArgumentException.class, () -> Grad.clipNorm(List.of(a), -1));
  }

  @Test
  void values() {
    Tensor a = withGradient(3, -4, 0.5);
    Grad.clipValue(List.of(a), 1);
    assertArrayEquals(new double[] {1, -1, 0.5}, grad(a));
    refusal(IllegalArgumentException.class, () -> Grad.clipValue(List.of(a), Double.NaN));
  }
}
