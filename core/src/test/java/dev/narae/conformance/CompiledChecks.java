package dev.narae.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Autocast;
import dev.narae.Backends;
import dev.narae.Compiled;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.RunningStatistics;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Computations that are replayed have the bits that they would have had. */
final class CompiledChecks {
  private static final int STEPS = 20;
  private final OnDevice on;

  CompiledChecks(Device device) {
    this.on = new OnDevice(device);
  }

  Stream<DynamicNode> tests() {
    return Stream.of(
        on.test("compiled: a training", CompiledChecks::training),
        on.test("compiled: batches of two sizes", CompiledChecks::sizes),
        on.test("compiled: a wrong label in a replay", CompiledChecks::wrongLabel),
        on.test("compiled: sorting, scattering and scans", CompiledChecks::operators),
        on.test("compiled: a function without inputs", CompiledChecks::withoutInputs),
        on.test("compiled: a counter that is read", CompiledChecks::countsOnce),
        on.test("compiled: a random number that is read", CompiledChecks::randomBranch),
        on.test("compiled: a checkpoint that draws again", CompiledChecks::checkpoint),
        on.test("compiled: an input that is changed in place", CompiledChecks::changedInput),
        on.test("compiled: an input that requires gradients", CompiledChecks::trackedInput),
        on.test("compiled: weights lowered before, and changed", CompiledChecks::loweredBefore),
        on.test("compiled: memory is returned", this::memory));
  }

  /** A small network of convolution, batch normalisation, dropout and two matrices. */
  private static final class Network {
    final Tensor kernel = weights(4 * 9, 4, 1, 3, 3);
    final Tensor scale = Tensor.ones(4).requiresGrad(true);
    final Tensor shift = Tensor.zeros(4).requiresGrad(true);
    final Tensor first = weights(36 * 8, 8, 36);
    final Tensor bias = Tensor.zeros(8).requiresGrad(true);
    final Tensor second = weights(8 * 3, 3, 8);
    final RunningStatistics running = new RunningStatistics(Tensor.zeros(4), Tensor.ones(4));
    final List<Tensor> leaves = List.of(kernel, scale, shift, first, bias, second);

    private static Tensor weights(int count, long... sizes) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (i * 29 % 31 - 15) / 60f;
      }
      return Tensor.of(values, sizes).requiresGrad(true);
    }

    Tensor loss(Tensor x, Tensor labels) {
      Tensor images = x.conv2d(kernel, null).batchNorm(scale, shift, 1e-5, running, 0.1).relu();
      Tensor rows = images.avgPool2d(2).flatten(1, -1).dropout(0.25);
      return rows.linear(first, bias).tanh().dropout(0.5).linear(second).crossEntropy(labels);
    }

    void step(double rate) {
      try (var _ = Grad.noGrad()) {
        for (Tensor leaf : leaves) {
          leaf.addInPlace(Objects.requireNonNull(leaf.grad()), -rate);
        }
      }
    }
  }

  private static Tensor images(int step, int count) {
    float[] values = new float[count * 64];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((i * 37 + step * 11) % 41 - 20) / 16f;
    }
    return Tensor.of(values, count, 1, 8, 8);
  }

  private static Tensor labels(int step, int count) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = (i + (long) step) % 3;
    }
    return Tensor.of(values);
  }

  private static Compiled compiled(Network network) {
    return Compiled.gradients(
        () -> network.leaves, in -> network.loss(in.get(0), in.get(1)), () -> true);
  }

  /** All losses, and then all numbers of the network. */
  private static List<double[]> train(boolean compile, boolean twoSizes, long replayed) {
    Generator.manualSeed(5);
    Network network = new Network();
    List<double[]> numbers = new ArrayList<>();
    try (Compiled compiled = compiled(network)) {
      for (int step = 0; step < STEPS; step++) {
        int count = twoSizes && step % 4 == 3 ? 3 : 5;
        try (Scope _ = Scope.open()) {
          Tensor x = images(step, count);
          Tensor y = labels(step, count);
          Tensor loss;
          if (compile) {
            loss = compiled.call(x, y);
          } else {
            network.leaves.forEach(Tensor::zeroGrad);
            loss = network.loss(x, y);
            loss.backward();
          }
          numbers.add(loss.toDoubleArray());
          network.step(0.1 / (1 + step));
        }
      }
      if (compile) {
        assertEquals(java.util.Optional.empty(), compiled.obstacle());
        assertEquals(replayed, compiled.statistics().replayed());
      }
    }
    network.leaves.forEach(leaf -> numbers.add(leaf.toDoubleArray()));
    numbers.add(network.running.mean().toDoubleArray());
    numbers.add(network.running.variance().toDoubleArray());
    return numbers;
  }

  private static void assertSame(boolean twoSizes, long replayed) {
    List<double[]> expected = train(false, twoSizes, 0);
    List<double[]> actual = train(true, twoSizes, replayed);
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "numbers " + i);
    }
  }

  private static void training() {
    assertSame(false, STEPS - 3);
  }

  private static void sizes() {
    assertSame(true, STEPS - 6);
  }

  private static void wrongLabel() {
    Network network = new Network();
    try (Compiled compiled = compiled(network)) {
      for (int step = 0; step < 5; step++) {
        compiled.call(images(step, 4), labels(step, 4));
      }
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> compiled.call(images(0, 4), Tensor.of(new long[] {0, 1, 7, 2})));
      compiled.call(images(1, 4), labels(1, 4));
      assertEquals(3, compiled.statistics().replayed());
    }
  }

  private static void operators() {
    Tensor index = Tensor.of(new long[] {3, 0, 2, 2, 1, 3});
    try (Compiled compiled =
        Compiled.of(
            x -> {
              Tensor sorted = x.sort(0).values().cumsum(0);
              Tensor zeros = Tensor.zeros(Shape.of(4), DType.F32, x.device());
              Tensor met = zeros.scatterAdd(0, index, sorted);
              return Tensor.cat(0, met, sorted, x.softmax(0), x.indexSelect(0, index.add(0)));
            })) {
      for (int i = 0; i < 6; i++) {
        Tensor x = images(i, 1).flatten().narrow(0, 0, 6);
        double[] expected =
            Grad.noGrad(
                    () -> {
                      Tensor sorted = x.sort(0).values().cumsum(0);
                      Tensor met = Tensor.zeros(4).scatterAdd(0, index, sorted);
                      return Tensor.cat(
                          0, met, sorted, x.softmax(0), x.indexSelect(0, index.add(0)));
                    })
                .toDoubleArray();
        assertArrayEquals(expected, compiled.call(x).toDoubleArray(), "call " + i);
      }
    }
  }

  private static void withoutInputs() {
    Tensor weight = Tensor.ones(2);
    try (Compiled compiled = Compiled.ofAll(_ -> List.of(weight.mul(3.0)), () -> true)) {
      for (int i = 1; i < 6; i++) {
        weight.fill(i);
        double[] expected = {3.0 * i, 3.0 * i};
        assertArrayEquals(expected, compiled.callAll(List.of()).getFirst().toDoubleArray());
      }
      assertEquals(2, compiled.statistics().replayed());
    }
  }

  /** What a check computes would otherwise be computed, and counted, once more. */
  private static void countsOnce() {
    Tensor count = Tensor.zeros(1);
    try (Compiled compiled =
        Compiled.of(
            x -> {
              count.addInPlace(1.0);
              return count.gt(100.0).all().toLong() != 0 ? x.mul(x) : x.add(x);
            })) {
      for (int i = 1; i < 8; i++) {
        compiled.call(Tensor.ones(2));
        assertEquals(i, count.item());
      }
      assertTrue(compiled.obstacle().orElseThrow().contains("changes"));
    }
  }

  private static void randomBranch() {
    List<Double> expected = new ArrayList<>();
    List<Double> actual = new ArrayList<>();
    Generator.manualSeed(0);
    for (int i = 0; i < 20; i++) {
      expected.add(dropped(Tensor.ones(1)).item());
    }
    Generator.manualSeed(0);
    try (Compiled compiled = Compiled.of(CompiledChecks::dropped)) {
      for (int i = 0; i < 20; i++) {
        actual.add(compiled.call(Tensor.ones(1)).item());
      }
      assertTrue(compiled.obstacle().orElseThrow().contains("random"));
    }
    assertEquals(expected, actual);
  }

  /** As a layer that is left out now and then. */
  private static Tensor dropped(Tensor x) {
    return Tensor.rand(1).gt(0.2).all().toLong() != 0 ? x.add(x) : x.mul(x);
  }

  private static void checkpoint() {
    Tensor weight = Tensor.ones(8).requiresGrad(true);
    List<double[]> expected = new ArrayList<>();
    Generator.manualSeed(3);
    for (int i = 0; i < 8; i++) {
      weight.zeroGrad();
      dropout(weight).backward();
      expected.add(Objects.requireNonNull(weight.grad()).toDoubleArray());
    }
    Generator.manualSeed(3);
    try (Compiled compiled =
        Compiled.gradients(() -> List.of(weight), _ -> dropout(weight), () -> true)) {
      for (double[] each : expected) {
        compiled.callAll(List.of());
        assertArrayEquals(each, Objects.requireNonNull(weight.grad()).toDoubleArray());
      }
      assertEquals(5, compiled.statistics().replayed());
    }
  }

  private static Tensor dropout(Tensor weight) {
    return Grad.checkpoint(w -> w.square().dropout(0.5).mul(w), weight).sum();
  }

  /** As the state of a computation that goes on. */
  private static void changedInput() {
    Tensor state = Tensor.ones(2);
    try (Compiled compiled =
        Compiled.ofAll(in -> List.of(in.get(0).mulInPlace(2.0).add(in.get(1))), () -> true)) {
      for (int i = 1; i < 7; i++) {
        Tensor result = compiled.callAll(List.of(state, Tensor.ones(2))).getFirst();
        double power = Math.pow(2, i);
        assertArrayEquals(new double[] {power, power}, state.toDoubleArray(), "call " + i);
        assertArrayEquals(new double[] {power + 1, power + 1}, result.toDoubleArray());
      }
      assertEquals(3, compiled.statistics().replayed());
    }
  }

  private static void trackedInput() {
    Tensor x = Tensor.ones(2).requiresGrad(true);
    Tensor weight = Tensor.ones(2).requiresGrad(true);
    try (Compiled compiled =
        Compiled.gradients(
            () -> List.of(x, weight), in -> in.get(0).mul(in.get(1)).sum(), () -> true)) {
      for (int i = 0; i < 5; i++) {
        compiled.call(x, weight.mul(4.0));
        assertArrayEquals(new double[] {4, 4}, Objects.requireNonNull(x.grad()).toDoubleArray());
        assertArrayEquals(
            new double[] {4, 4}, Objects.requireNonNull(weight.grad()).toDoubleArray());
      }
      assertTrue(compiled.obstacle().orElseThrow().contains("an input requires gradients"));
    }
  }

  /** A copy from before does not follow the weights when they change. */
  private static void loweredBefore() {
    Tensor weight = Tensor.ones(2, 2).requiresGrad(true);
    Tensor x = Tensor.ones(1, 2);
    try (Autocast _ = Autocast.to(DType.BF16);
        Grad.Mode _ = Grad.noGrad();
        Compiled compiled = Compiled.of(in -> in.matmul(weight))) {
      x.matmul(weight);
      for (int i = 0; i < 6; i++) {
        if (i > 2) {
          weight.fill(i);
        }
        double expected = i > 2 ? 2.0 * i : 2;
        assertArrayEquals(
            new double[] {expected, expected}, compiled.call(x).toDoubleArray(), "call " + i);
      }
      assertEquals(3, compiled.statistics().replayed());
    }
  }

  private void memory() {
    Network network = new Network();
    Tensor x = images(0, 4);
    Tensor y = labels(0, 4);
    long before = Backends.open(on.device()).memory().live();
    Compiled compiled = compiled(network);
    for (int step = 0; step < 6; step++) {
      try (Scope _ = Scope.open()) {
        compiled.call(x, y);
      }
    }
    assertTrue(compiled.statistics().bytes() > 0);
    assertEquals(3, compiled.statistics().replayed());
    compiled.close();
    assertEquals(before, Backends.open(on.device()).memory().live());
    assertThrows(IllegalStateException.class, () -> compiled.call(x, y));
  }
}
