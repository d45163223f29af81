package dev.narae;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scattered products have gradients of both orders where factors are zero. */
final class ScatterProductTest {

  static List<double[]> factors() {
    return List.of(
        new double[] {2, 3, -1.5, 0.5},
        new double[] {0, 3, -1.5, 0.5},
        new double[] {2, 0, -1.5, 3},
        new double[] {0, 0, -1.5, 3},
        new double[] {2, 0, 0, 3},
        new double[] {0, 0, 0, 3});
  }

  /** The first number is multiplied with the other three; a further one stays by itself. */
  @ParameterizedTest
  @MethodSource("factors")
  void gradientsOfBothOrders(double[] factors) {
    Device.with(
        Device.of("reference"),
        () -> {
          Tensor x = Tensor.of(new double[] {factors[0], 7}).requiresGrad(true);
          Tensor source = Tensor.of(factors).narrow(0, 1, 3).copy().requiresGrad(true);
          Tensor index = Tensor.of(new long[] {0, 0, 0});
          GradCheck.Subject product =
              in -> in.get(0).scatterReduce(0, index, in.get(1), Scattering.Reduce.PROD);
          GradCheck.check(product, x, source);
          GradCheck.checkSecondOrder(product, x, source);
          return x;
        });
  }
}
