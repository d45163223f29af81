package dev.narae.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Conversions between all dtypes, and integers that stay exact and wrap around. */
final class CastChecks {
  private static final long BIG = (1L << 53) + 1;

  private final OnDevice on;

  CastChecks(Device device) {
    this.on = new OnDevice(device);
  }

  Stream<DynamicNode> tests() {
    Stream<DynamicNode> casts =
        Arrays.stream(DType.values())
            .flatMap(
                from ->
                    Arrays.stream(DType.values())
                        .map(to -> on.test(from + " to " + to, () -> cast(from, to))));
    return Stream.of(casts, extremes(), integers()).flatMap(tests -> tests);
  }

  private static void cast(DType from, DType to) {
    double[] numbers = {0, 1, 2.75, 100.5, 200.25, 254, 0.5, 3, 7, 63, 1, 0};
    for (Placement placement : Placement.values()) {
      Values values = placement.prepare(new Values(Shape.of(3, 4), numbers).as(from));
      Tensor result = placement.place(values, from).to(to);
      assertEquals(to, result.dtype());
      Tensors.assertClose(values.as(to), Tensors.read(result), 0, placement.toString());
    }
    if (from != DType.U8 && from != DType.BOOL && to != DType.U8) {
      Values values = new Values(Shape.of(3), new double[] {-2.75, -1, -30_000.5}).as(from);
      Tensors.assertClose(
          values.as(to), Tensors.read(Tensors.dense(values, from).to(to)), 0, "negative numbers");
    }
  }

  private Stream<DynamicNode> extremes() {
    return Arrays.stream(DType.values())
        .flatMap(
            to ->
                Stream.of(
                    on.test("NaN, infinities and large numbers to " + to, () -> extremes(to)),
                    on.test("large whole numbers to " + to, () -> wholes(to))));
  }

  private static void extremes(DType to) {
    double[] numbers = {
      Double.NaN,
      1 / 0.0,
      -1 / 0.0,
      1e30,
      -1e30,
      1e300,
      3e9,
      -3e9,
      65_519,
      65_520,
      -130,
      300,
      0x1p-25
    };
    for (DType from : new DType[] {DType.F16, DType.BF16, DType.F32, DType.F64}) {
      Values values = new Values(Shape.of(numbers.length), numbers).as(from);
      Values expected = values.map(x -> to.isIntegral() ? narrowed(x, to) : x).as(to);
      Tensor result = Tensors.dense(values, from).to(to);
      Tensors.assertClose(expected, Tensors.read(result), 0, from + " to " + to);
    }
  }

  /** As Java's casts say. */
  private static double narrowed(double x, DType to) {
    return to == DType.I64 ? (long) x : (int) x;
  }

  private static void wholes(DType to) {
    double[] numbers = {300, -129, 70_000, -40_000, 0x1p31 + 5, -0x1p52 - 1, 65_519, 65_520, 257};
    for (DType from : new DType[] {DType.I16, DType.I32, DType.I64}) {
      Values values = new Values(Shape.of(numbers.length), numbers).as(from);
      Tensor result = Tensors.dense(values, from).to(to);
      Tensors.assertClose(values.as(to), Tensors.read(result), 0, from + " to " + to);
    }
  }

  private Stream<DynamicNode> integers() {
    return Stream.of(
        on.test("i64 is exact beyond 2^53", CastChecks::exact),
        on.test("i64 sums, products and extrema are exact", CastChecks::exactReductions),
        on.test(
            "i64 wraps around",
            () -> wraps(Tensor.of(new long[] {Long.MAX_VALUE}), Long.MIN_VALUE)),
        on.test(
            "i32 wraps around",
            () -> wraps(Tensor.of(new int[] {Integer.MAX_VALUE}), Integer.MIN_VALUE)),
        on.test(
            "i16 wraps around",
            () -> wraps(Tensor.of(new short[] {Short.MAX_VALUE}), Short.MIN_VALUE)),
        on.test(
            "i8 wraps around",
            () -> wraps(Tensor.of(new byte[] {Byte.MAX_VALUE}).to(DType.I8), Byte.MIN_VALUE)),
        on.test("u8 wraps around", () -> wraps(Tensor.of(new byte[] {(byte) 255}), 0)),
        on.test("a remainder by 0 is 0", CastChecks::remainderByZero),
        on.test("a fraction is cut off", CastChecks::truncation));
  }

  private static void exact() {
    Tensor x = Tensor.of(new long[] {BIG, -BIG});
    assertArrayEquals(new long[] {BIG + 2, -BIG + 2}, x.add(2).toLongArray());
    assertArrayEquals(new long[] {3 * BIG, -3 * BIG}, x.mul(3).toLongArray());
    assertArrayEquals(new long[] {1, 0}, x.eq(BIG).toLongArray());
    assertArrayEquals(new long[] {0, 0}, x.eq(BIG - 1).toLongArray());
    assertArrayEquals(new long[] {BIG, BIG}, x.abs().toLongArray());
    assertArrayEquals(
        new long[] {-BIG, BIG}, x.gather(0, Tensor.of(new long[] {1, 0})).toLongArray());
  }

  private static void exactReductions() {
    Tensor x = Tensor.of(new long[] {BIG, BIG + 1, 1, 1}, 2, 2);
    assertEquals(2 * BIG + 3, x.sum().toLong());
    Tensor factors = Tensor.of(new long[] {BIG, 6, 1, 1}, 2, 2);
    assertArrayEquals(new long[] {6 * BIG, 1}, factors.prod(1).toLongArray());
    assertArrayEquals(new long[] {BIG + 1, 1}, x.amax(1).toLongArray());
    assertArrayEquals(new long[] {1, 0}, x.argmax(1).toLongArray());
    assertArrayEquals(new long[] {1, 1}, x.argmin(0).toLongArray());
    assertArrayEquals(
        new long[] {2 * BIG + 1, 2}, x.matmul(Tensor.of(new long[] {1, 1})).toLongArray());
    Tensor added =
        x.scatterAdd(1, Tensor.of(new long[] {0, 0}, 1, 2), Tensor.of(new long[] {1, 1}, 1, 2));
    assertArrayEquals(new long[] {BIG + 2, BIG + 1, 1, 1}, added.toLongArray());
  }

  private static void wraps(Tensor largest, long expected) {
    assertArrayEquals(new long[] {expected}, largest.add(1).toLongArray());
    assertEquals(largest.dtype(), largest.add(1).dtype());
  }

  private static void remainderByZero() {
    Tensor zero = Tensor.of(new int[] {0, 0});
    assertArrayEquals(new long[] {0, 0}, Tensor.of(new int[] {7, -7}).fmod(zero).toLongArray());
  }

  private static void truncation() {
    Tensor x = Tensor.of(new double[] {2.9, -2.9, 1e15 + 0.5});
    assertArrayEquals(new long[] {2, -2, 1_000_000_000_000_000L}, x.to(DType.I64).toLongArray());
  }
}
