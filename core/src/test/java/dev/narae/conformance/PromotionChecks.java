package dev.narae.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Grad;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** The dtype in which operands of different dtypes meet, and the numbers they make there. */
final class PromotionChecks {
  private final OnDevice on;

  PromotionChecks(Device device) {
    this.on = new OnDevice(device);
  }

  Stream<DynamicNode> tests() {
    Stream<DynamicNode> gradients =
        Stream.of(on.test("gradients have their leaf's dtype", PromotionChecks::gradients));
    return Stream.concat(gradients, operands());
  }

  private Stream<DynamicNode> operands() {
    return Arrays.stream(DType.values())
        .flatMap(
            a ->
                Stream.concat(
                    Arrays.stream(DType.values())
                        .map(b -> on.test("%s and %s".formatted(a, b), () -> pair(a, b))),
                    Stream.of(on.test(a + " and numbers", () -> numbers(a)))));
  }

  private static Tensor ones(DType dtype, long... sizes) {
    return Tensor.ones(Shape.of(sizes), dtype);
  }

  private static void pair(DType a, DType b) {
    assertSum(a.promote(b), ones(a, 3).add(ones(b, 3)));
    assertSum(a.promote(b), ones(a, 3).add(ones(b, 1)));
    boolean higher = b.category().compareTo(a.category()) > 0;
    assertSum(higher ? b : a, ones(a, 3).add(ones(b)));
    assertSum(higher ? b : a, ones(b).add(ones(a, 3)));
    Tensor chosen = ones(DType.BOOL, 3).where(ones(a, 3), Tensor.zeros(Shape.of(3), b));
    assertEquals(a.promote(b), chosen.dtype());
    assertArrayEquals(new long[] {1, 1, 1}, chosen.toLongArray());
    assertArrayEquals(new long[] {1, 1, 1}, ones(a, 3).eq(ones(b, 3)).toLongArray());
    assertEquals(a.promote(b).toFloating(), ones(a, 3).div(ones(b, 3)).dtype());
    Tensor joined = Tensor.cat(0, ones(a, 2), ones(b, 1));
    assertEquals(a.promote(b), joined.dtype());
    assertArrayEquals(new long[] {1, 1, 1}, joined.toLongArray());
  }

  /** One and one, which is true in truth values. */
  private static void assertSum(DType expected, Tensor sum) {
    long two = expected == DType.BOOL ? 1 : 2;
    assertEquals(expected, sum.dtype());
    assertArrayEquals(new long[] {two, two, two}, sum.toLongArray());
  }

  private static void numbers(DType a) {
    assertEquals(a == DType.BOOL ? DType.I64 : a, ones(a, 3).add(2).dtype());
    assertEquals(a.toFloating(), ones(a, 3).add(2.5).dtype());
    assertArrayEquals(new double[] {3.5, 3.5, 3.5}, ones(a, 3).add(2.5).toDoubleArray());
    assertArrayEquals(new long[] {3, 3, 3}, ones(a, 3).add(2).toLongArray());
    if (a == DType.BOOL || a == DType.I64) {
      long large = 3_000_000_000L;
      assertArrayEquals(new long[] {large + 1}, ones(a, 1).add(large).toLongArray());
      assertArrayEquals(new long[] {large}, ones(a, 1).mul(large).toLongArray());
      assertArrayEquals(new long[] {large}, ones(a, 1).maximum(large).toLongArray());
      assertArrayEquals(new long[] {1}, ones(a, 1).lt(large).toLongArray());
    }
  }

  private static void gradients() {
    for (DType low : List.of(DType.F16, DType.BF16, DType.F32)) {
      gradients(low, DType.F64);
      gradients(low, DType.F32);
      gradients(low, DType.BF16);
    }
  }

  private static void gradients(DType a, DType b) {
    Tensor single = ones(a, 2, 3).requiresGrad(true);
    Tensor twice = ones(b, 3).requiresGrad(true);
    List<Tensor> outputs =
        List.of(
            single.mul(twice),
            twice.sub(single),
            Tensor.cat(0, single, twice.reshape(1, 3)),
            ones(DType.BOOL, 3).where(single, twice),
            single.to(b).matmul(twice));
    for (Tensor output : outputs) {
      List<Tensor> gradients = Grad.of(output.sum(), single, twice);
      assertEquals(a, gradients.get(0).dtype());
      assertEquals(b, gradients.get(1).dtype());
    }
  }
}
