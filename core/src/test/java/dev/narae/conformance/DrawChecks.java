package dev.narae.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Draws of truth values, whole numbers, permutations and positions. */
final class DrawChecks {
  private static final int MANY = 20_000;

  private final OnDevice on;

  DrawChecks(Device device) {
    this.on = new OnDevice(device);
  }

  Stream<DynamicNode> tests() {
    return Stream.of(
        on.test("bernoulli", DrawChecks::bernoulli),
        on.test("bernoulli of a tensor", DrawChecks::bernoulliOfTensor),
        on.test("randInt", DrawChecks::integers),
        on.test("randPerm", DrawChecks::permutation),
        on.test("exponential", DrawChecks::exponential),
        on.test("multinomial with replacement", DrawChecks::withReplacement),
        on.test("multinomial without replacement", DrawChecks::withoutReplacement),
        on.test("multinomial's first draw follows the weights", DrawChecks::firstDraw),
        on.test("the same draws as on the reference backend", DrawChecks::same),
        on.test("refusals", DrawChecks::refusals));
  }

  private static void bernoulli() {
    Generator.manualSeed(1);
    double[] x = Tensor.bernoulli(Shape.of(MANY), 0.3, DType.F32).toDoubleArray();
    assertTrue(Arrays.stream(x).allMatch(v -> v == 0 || v == 1));
    assertEquals(0.3, Along.sum(x) / MANY, 0.015);
    assertEquals(0, Tensor.bernoulli(Shape.of(99), 0, DType.BOOL).sum().item());
    assertEquals(99, Tensor.bernoulli(Shape.of(99), 1, DType.I64).sum().item());
  }

  private static void bernoulliOfTensor() {
    Generator.manualSeed(2);
    Tensor p = Tensor.of(new double[] {0, 0.2, 0.9, 1}).unsqueeze(1).expand(4, MANY);
    double[] means = p.bernoulli().mean(1).toDoubleArray();
    assertArrayEquals(new double[] {0, 0.2, 0.9, 1}, means, 0.015);
  }

  private static void integers() {
    Generator.manualSeed(3);
    long[] x = Tensor.randInt(-2, 3, Shape.of(100, MANY / 100)).toLongArray();
    for (int value = -2; value < 3; value++) {
      int wanted = value;
      assertEquals(0.2, (double) LongStream.of(x).filter(v -> v == wanted).count() / MANY, 0.015);
    }
    assertTrue(LongStream.of(x).allMatch(v -> v >= -2 && v < 3));
    long far = Long.MAX_VALUE - 1;
    assertEquals(far, Tensor.randInt(far, far + 1, Shape.scalar()).toLong());
  }

  private static void permutation() {
    Generator.manualSeed(4);
    long[] first = Tensor.randPerm(500).toLongArray();
    long[] identity = LongStream.range(0, 500).toArray();
    assertTrue(!Arrays.equals(identity, first));
    assertArrayEquals(identity, Arrays.stream(first).sorted().toArray());
    assertEquals(0, Tensor.randPerm(0).size());
  }

  private static void exponential() {
    Generator.manualSeed(5);
    double[] x = Tensor.exponential(Shape.of(MANY), 2, DType.F64).toDoubleArray();
    assertTrue(Arrays.stream(x).allMatch(v -> v >= 0 && Double.isFinite(v)));
    assertEquals(0.5, Along.sum(x) / MANY, 0.015);
    assertEquals(0.25, Along.variance(x, 0), 0.02);
  }

  private static Tensor weights() {
    return Tensor.of(new double[] {1, 0, 3, 6, 2, 2, 0, 0}, 2, 4);
  }

  private static void withReplacement() {
    Generator.manualSeed(6);
    Tensor drawn = weights().multinomial(MANY, true);
    assertEquals(Shape.of(2, MANY), drawn.shape());
    assertArrayEquals(new double[] {0.1, 0, 0.3, 0.6}, shares(drawn.select(0, 0)), 0.015);
    assertArrayEquals(new double[] {0.5, 0.5, 0, 0}, shares(drawn.select(0, 1)), 0.015);
  }

  private static double[] shares(Tensor positions) {
    return positions.bincount(4).to(DType.F64).div((double) positions.size()).toDoubleArray();
  }

  private static void withoutReplacement() {
    Generator.manualSeed(7);
    Tensor drawn = weights().multinomial(2, false);
    for (long[] row : new long[][] {drawn.get(0).toLongArray(), drawn.get(1).toLongArray()}) {
      assertEquals(2, Arrays.stream(row).distinct().count());
    }
    assertTrue(LongStream.of(drawn.get(0).toLongArray()).noneMatch(v -> v == 1));
    assertTrue(LongStream.of(drawn.get(1).toLongArray()).noneMatch(v -> v > 1));
  }

  private static void firstDraw() {
    Generator.manualSeed(8);
    Tensor rows = weights().narrow(0, 0, 1).expand(MANY, 4);
    Tensor first = rows.multinomial(2, false).select(1, 0);
    assertArrayEquals(new double[] {0.1, 0, 0.3, 0.6}, shares(first.contiguous()), 0.015);
  }

  private static void same() {
    same(() -> Tensor.rand(500).bernoulli());
    same(() -> Tensor.randInt(-1_000_000, 1_000_000, Shape.of(500)));
    same(() -> Tensor.randPerm(300));
    same(() -> Tensor.rand(20, 30).multinomial(10, true));
    same(() -> Tensor.rand(20, 30).multinomial(10, false));
  }

  private static void same(Supplier<Tensor> draw) {
    Values expected = Device.with(OnDevice.REFERENCE, () -> seeded(draw));
    Tensors.assertClose(expected, seeded(draw), 0, "numbers from one seed");
  }

  private static Values seeded(Supplier<Tensor> draw) {
    Generator.manualSeed(42);
    return Tensors.read(draw.get());
  }

  private static void refusals() {
    refuses(() -> Tensor.of(new double[] {0.5, 1.5}).bernoulli(), "bernoulli", "1.5", "[0, 1]");
    refuses(() -> Tensor.bernoulli(Shape.of(2), -0.5, DType.F32), "bernoulli", "-0.5");
    refuses(() -> Tensor.randInt(3, 3, Shape.of(2)), "randInt", "3");
    refuses(() -> Tensor.exponential(Shape.of(2), 0, DType.F32), "exponential", "0.0");
    refuses(() -> weights().multinomial(3, false), "multinomial", "3 draws", "2 positive");
    refuses(() -> weights().multinomial(0, true), "multinomial", "1 or more");
    refuses(() -> weights().neg().multinomial(1, true), "multinomial", "not negative");
    refuses(() -> Tensor.zeros(3).multinomial(1, true), "multinomial", "positive");
    Tensor whole = Tensor.arange(3);
    ErrorCase.of("", DTypeException.class, () -> whole.multinomial(1, true), "multinomial", "i64")
        .check();
    Tensor cube = Tensor.ones(2, 2, 2);
    ErrorCase.of("", ShapeException.class, () -> cube.multinomial(1, true), "[2, 2, 2]").check();
  }

  private static void refuses(Supplier<Tensor> call, String... fragments) {
    ErrorCase.of("", IllegalArgumentException.class, call, fragments).check();
  }
}
