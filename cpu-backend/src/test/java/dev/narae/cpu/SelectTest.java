package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Located;
import dev.narae.Shape;
import dev.narae.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first elements in order are those that sorting everything finds. */
class SelectTest {

  private static void assertAsSorted(Tensor x, int k, int dim, boolean largest) {
    Located sorted = x.sort(dim, largest);
    Located chosen = x.topk(k, dim, largest);
    assertArrayEquals(
        sorted.positions().narrow(dim, 0, k).toLongArray(), chosen.positions().toLongArray());
    assertArrayEquals(
        sorted.values().narrow(dim, 0, k).toDoubleArray(), chosen.values().toDoubleArray());
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void equalElementsKeepTheirOrder(DType dtype) {
    Device.with(
        Device.cpu(),
        () -> {
          Tensor x = Tensor.uniform(Shape.of(3, 400), -20, 20, DType.F32).to(dtype);
          for (boolean largest : new boolean[] {false, true}) {
            assertAsSorted(x, 1, 1, largest);
            assertAsSorted(x, 20, 1, largest);
            assertAsSorted(x.t(), 7, 0, largest);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F16", "BF16", "F32", "F64"})
  void nanIsTheLargest(DType dtype) {
    Device.with(
        Device.cpu(),
        () -> {
          double[] values = new double[100];
          values[3] = Double.NaN;
          values[7] = -0.0;
          values[50] = Double.NEGATIVE_INFINITY;
          values[60] = Double.POSITIVE_INFINITY;
          values[90] = -Double.NaN;
          Tensor x = Tensor.of(values).to(dtype);
          assertAsSorted(x, 5, 0, true);
          assertAsSorted(x, 5, 0, false);
        });
  }
}
