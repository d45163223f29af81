package dev.narae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Running products of factors that are zero have gradients all the same. */
final class RunningProductsTest {

  static List<double[]> factors() {
    return List.of(
        new double[] {0, 2, 3, -1.5},
        new double[] {2, 0, 3, -1.5},
        new double[] {2, 3, -1.5, 0},
        new double[] {2, 0, 3, 0, -1.5},
        new double[] {0, 0, 0},
        new double[] {0});
  }

  @ParameterizedTest
  @MethodSource("factors")
  void gradientsOfBothOrders(double[] factors) {
    Device.with(
        Device.of("reference"),
        () -> {
          Tensor x = Tensor.of(factors).requiresGrad(true);
          GradCheck.check(in -> in.get(0).cumprod(0), x);
          GradCheck.checkSecondOrder(in -> in.get(0).cumprod(0), x);
          return x;
        });
  }

  /** x y z at (2, 0, 3): the gradient of the product for y is 6, though 0 divides nothing. */
  @org.junit.jupiter.api.Test
  void oneZero() {
    double[] gradient =
        Device.with(
            Device.of("reference"),
            () -> {
              Tensor x = Tensor.of(new double[] {2, 0, 3}).requiresGrad(true);
              return Grad.of(x.cumprod(0).select(0, 2), x).getFirst().toDoubleArray();
            });
    assertArrayEquals(new double[] {0, 6, 0}, gradient);
  }
}
