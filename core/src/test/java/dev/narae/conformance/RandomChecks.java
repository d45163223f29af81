package dev.narae.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Random numbers: the same on every device, and distributed as they should be. */
final class RandomChecks {
  private static final Shape LARGE = Shape.of(100, 1_001);

  private final OnDevice on;

  RandomChecks(Device device) {
    this.on = new OnDevice(device);
  }

  Stream<DynamicNode> tests() {
    return Stream.of(
        on.test("uniform f32 bits", () -> same(() -> uniform(DType.F32), 0)),
        on.test("uniform f64 bits", () -> same(() -> uniform(DType.F64), 0)),
        on.test(
            "uniform in a range",
            () -> same(() -> Tensor.uniform(Shape.of(77), -3, 5, DType.F32), 1e-6)),
        on.test("normal f32", () -> same(() -> Tensor.normal(LARGE, 0, 1, DType.F32), 2e-5)),
        on.test("normal f64", () -> same(() -> Tensor.normal(LARGE, 2, 3, DType.F64), 1e-12)),
        on.test("dropout bits", () -> same(() -> Tensor.ones(33, 65).dropout(0.3), 1e-7)),
        on.test(
            "dropout of a transposed tensor",
            () -> same(() -> Tensor.ones(65, 33).t().dropout(0.3), 1e-7)),
        on.test("dropout2d bits", () -> same(() -> Tensor.ones(4, 9, 3, 3).dropout2d(0.5), 1e-7)),
        on.test("normal f16", () -> same(() -> Tensor.normal(LARGE, 0, 1, DType.F16), 1e-3)),
        on.test("uniform f16 stays below the bound", () -> below(DType.F16, 11)),
        on.test("uniform bf16 stays below the bound", () -> below(DType.BF16, 8)),
        on.test("uniform distribution", RandomChecks::uniformDistribution),
        on.test("normal distribution", RandomChecks::normalDistribution),
        on.test("dropout keeps the mean", RandomChecks::dropoutMean),
        on.test("dropout's gradient has the same mask", RandomChecks::dropoutGradient),
        on.test("dropout2d drops whole channels", RandomChecks::channels),
        on.test("dropout of nothing and of everything", RandomChecks::extremes),
        on.test("a generator's state can be restored", RandomChecks::state),
        on.test("dropout refuses what is no probability", RandomChecks::refusals),
        on.test("integers are refused", RandomChecks::integers));
  }

  private static Tensor uniform(DType dtype) {
    return Tensor.uniform(LARGE, 0, 1, dtype);
  }

  /** The same numbers as on the reference backend, from the same seed. */
  private static void same(Supplier<Tensor> draw, double tolerance) {
    Values expected = Device.with(OnDevice.REFERENCE, () -> seeded(draw));
    Tensors.assertClose(expected, seeded(draw), tolerance, "numbers from one seed");
  }

  private static Values seeded(Supplier<Tensor> draw) {
    Generator.manualSeed(42);
    return Tensors.read(draw.get());
  }

  private static void uniformDistribution() {
    Generator.manualSeed(1);
    double[] x = uniform(DType.F32).toDoubleArray();
    assertTrue(Arrays.stream(x).allMatch(v -> v >= 0 && v < 1));
    assertEquals(0.5, Along.sum(x) / x.length, 0.005);
    assertEquals(1 / 12.0, Along.variance(x, 0), 0.002);
  }

  /** Numbers near 1 would be rounded up to it; the largest that is drawn is a step below. */
  private static void below(DType dtype, int digits) {
    Generator.manualSeed(1);
    double[] x = uniform(dtype).toDoubleArray();
    assertEquals(1 - Math.scalb(1.0, -digits), Arrays.stream(x).max().orElseThrow());
    assertEquals(0, Arrays.stream(x).min().orElseThrow());
    assertEquals(0.5, Along.sum(x) / x.length, 0.01);
  }

  private static void normalDistribution() {
    Generator.manualSeed(2);
    double[] x = Tensor.normal(LARGE, 2, 3, DType.F32).toDoubleArray();
    assertTrue(Arrays.stream(x).allMatch(Double::isFinite));
    assertEquals(2, Along.sum(x) / x.length, 0.05);
    assertEquals(9, Along.variance(x, 0), 0.2);
    double beyond = Arrays.stream(x).filter(v -> Math.abs(v - 2) > 6).count();
    assertEquals(0.0455, beyond / x.length, 0.005);
  }

  private static void dropoutMean() {
    Generator.manualSeed(3);
    double[] x = Tensor.ones(100, 1_001).dropout(0.25).toDoubleArray();
    assertTrue(Arrays.stream(x).allMatch(v -> v == 0 || Math.abs(v - 1 / 0.75) < 1e-6));
    assertEquals(1, Along.sum(x) / x.length, 0.01);
  }

  private static void dropoutGradient() {
    Tensor x = Tensor.ones(500).requiresGrad(true);
    Tensor y = x.dropout(0.5);
    y.sum().backward();
    assertArrayEquals(
        y.toDoubleArray(), java.util.Objects.requireNonNull(x.grad()).toDoubleArray());
  }

  private static void channels() {
    double[] x = Tensor.ones(8, 16, 2, 2).dropout2d(0.5).toDoubleArray();
    for (int i = 0; i < x.length; i++) {
      assertEquals(x[i / 4 * 4], x[i]);
    }
    assertTrue(Arrays.stream(x).anyMatch(v -> v == 0) && Arrays.stream(x).anyMatch(v -> v == 2));
  }

  private static void extremes() {
    Tensor x = Tensor.of(new double[] {1, -2, 3});
    assertArrayEquals(x.toDoubleArray(), x.dropout(0).toDoubleArray());
    Tensor watched = x.requiresGrad(true);
    Tensor nothing = watched.dropout(1);
    assertArrayEquals(new double[3], nothing.toDoubleArray());
    assertArrayEquals(new double[3], Grad.of(nothing.sum(), watched).getFirst().toDoubleArray());
  }

  private static void state() {
    Generator.manualSeed(7);
    Tensor.rand(3);
    Generator.State state = Generator.global().state();
    double[] first = Tensor.rand(5).toDoubleArray();
    double[] second = Tensor.rand(5).toDoubleArray();
    assertFalse(Arrays.equals(first, second));
    Generator.global().state(state);
    assertArrayEquals(first, Tensor.rand(5).toDoubleArray());
  }

  private static void refusals() {
    for (double p : new double[] {-0.1, 1.5, Double.NaN}) {
      ErrorCase.of(
              "",
              IllegalArgumentException.class,
              () -> Tensor.ones(3).dropout(p),
              "dropout",
              Double.toString(p),
              "[0, 1]")
          .check();
    }
    ErrorCase.of("", ShapeException.class, () -> Tensor.ones(3).dropout2d(0.5), "dropout2d", "[3]")
        .check();
  }

  private static void integers() {
    ErrorCase.of("", DTypeException.class, () -> uniform(DType.I64), "uniform", "i64").check();
  }
}
