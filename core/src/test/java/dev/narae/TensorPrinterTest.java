package dev.narae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What tensors look like in a console. */
final class TensorPrinterTest {

  private static void assertPrinted(String expected, Tensor tensor) {
    assertEquals(expected, tensor.toString());
  }

  @Test
  void numbersOfAllDtypes() {
    assertPrinted(
        "tensor([1., 2., 3.], shape=[3], dtype=f32, device=reference)",
        Tensor.of(new float[] {1, 2, 3}));
    assertPrinted(
        "tensor([ 0.5000, -1.2500], shape=[2], dtype=f64, device=reference)",
        Tensor.of(new double[] {0.5, -1.25}));
    assertPrinted(
        "tensor([ 1, -7], shape=[2], dtype=i64, device=reference)", Tensor.of(new long[] {1, -7}));
    assertPrinted(
        "tensor([ true, false], shape=[2], dtype=bool, device=reference)",
        Tensor.of(new boolean[] {true, false}));
    assertPrinted(
        "tensor([255], shape=[1], dtype=u8, device=reference)", Tensor.of(new byte[] {-1}));
    assertPrinted(
        "tensor([-1], shape=[1], dtype=i8, device=reference)",
        Tensor.of(new byte[] {-1}).to(DType.I8));
    assertPrinted(
        "tensor([-300], shape=[1], dtype=i16, device=reference)", Tensor.of(new short[] {-300}));
    assertPrinted(
        "tensor([0.3333, 2.0000], shape=[2], dtype=f16, device=reference)",
        Tensor.of(new float[] {1 / 3f, 2}).to(DType.F16));
    assertPrinted(
        "tensor([1., 2.], shape=[2], dtype=bf16, device=reference)",
        Tensor.of(new float[] {1, 2}).to(DType.BF16));
  }

  @Test
  void matricesStandInRows() {
    assertPrinted(
        """
        tensor([[1., 2.],
                [3., 4.]], shape=[2, 2], dtype=f32, device=reference)\
        """,
        Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    assertPrinted(
        """
        tensor([[[0],
                 [1]],

                [[2],
                 [3]]], shape=[2, 2, 1], dtype=i64, device=reference)\
        """,
        Tensor.arange(4).reshape(2, 2, 1));
  }

  @Test
  void scalarsAndEmptyTensors() {
    assertPrinted("tensor(2.5000, shape=[], dtype=f32, device=reference)", Tensor.scalar(2.5));
    assertPrinted("tensor([], shape=[0], dtype=f32, device=reference)", Tensor.zeros(0));
  }

  @Test
  void largeAndSmallNumbersInScientificNotation() {
    String text = Tensor.of(new double[] {1e-8, 1, 1e6}).toString();
    assertTrue(text.contains("1.0000e-08, 1.0000e+00, 1.0000e+06"), text);
  }

  @Test
  void nanAndInfinities() {
    String text =
        Tensor.of(new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
            .toString();
    assertTrue(text.contains("[ nan,  inf, -inf]"), text);
  }

  @Test
  void largeTensorsAreSummarised() {
    String text = Tensor.arange(10_000).reshape(100, 100).toString();
    assertTrue(text.contains("[   0,    1,    2, ...,   97,   98,   99]"), text);
    assertTrue(text.contains("[9900, 9901, 9902, ..., 9997, 9998, 9999]"), text);
    assertFalse(text.contains("5000"), text);
    assertEquals(7, text.lines().count());
  }

  @Test
  void trackedTensorsSaySo() {
    assertTrue(Tensor.ones(1).requiresGrad(true).toString().endsWith("requiresGrad=true)"));
  }
}
