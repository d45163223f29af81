package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.Compiled;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.OutOfDeviceMemoryException;
import dev.narae.Recurrence;
import dev.narae.RecurrentWeights;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.spi.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Recurrent layers by cuDNN, against the reference backend, which goes step by step. */
@Isolated
@ResourceLock(SimulatedGpu.GENERATOR)
class RecurrenceTest {
  private static final Device REFERENCE = Device.of("reference");
  private static final Device LIBRARIES = Device.of("cuda-libraries");
  private static final Device OWN = Device.of("cuda-own");
  private static final String STRICT = "strict recurrent layers";
  private static final String ALL = "recurrent layers";
  private static final long BATCH = 1 << 20;

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  static Stream<Arguments> layers() {
    return Stream.of(Recurrence.values())
        .flatMap(
            kind ->
                Stream.of(DType.F32, DType.F64)
                    .flatMap(
                        dtype ->
                            Stream.of(true, false)
                                .map(biases -> Arguments.of(kind, dtype, biases))));
  }

  /** A layer's inputs: x first, its batch before its steps in memory, then state and weights. */
  private static List<Tensor> inputs(Recurrence kind, DType dtype, boolean biases) {
    Generator.manualSeed(5);
    long rows = 6L * kind.gates();
    List<Shape> shapes = new ArrayList<>(List.of(Shape.of(3, 4, 5), Shape.of(3, 6)));
    if (kind.states() == 2) {
      shapes.add(Shape.of(3, 6));
    }
    shapes.addAll(List.of(Shape.of(rows, 5), Shape.of(rows, 6)));
    if (biases) {
      shapes.addAll(List.of(Shape.of(rows), Shape.of(rows)));
    }
    return shapes.stream()
        .map(shape -> Tensor.normal(shape, 0, 0.5, dtype).requiresGrad(true))
        .toList();
  }

  private static List<Tensor> scan(Recurrence kind, List<Tensor> in, boolean biases) {
    int weight = 1 + kind.states();
    RecurrentWeights weights =
        new RecurrentWeights(
            in.get(weight),
            in.get(weight + 1),
            biases ? in.get(weight + 2) : null,
            biases ? in.get(weight + 3) : null);
    return kind.scan(in.getFirst().transpose(0, 1), in.subList(1, weight), weights);
  }

  private static Tensor weighted(List<Tensor> results) {
    return results.getFirst().square().sum().add(results.getLast().sum().mul(0.5));
  }

  private static List<double[]> on(Device device, Recurrence kind, DType dtype, boolean biases) {
    return Device.with(
        device,
        () -> {
          try (Scope _ = Scope.open()) {
            List<Tensor> in = inputs(kind, dtype, biases);
            List<Tensor> results = new ArrayList<>(scan(kind, in, biases));
            Tensor loss = weighted(results);
            Grad.Options retaining = Grad.Options.DEFAULT.retainingGraph();
            results.addAll(Grad.of(List.of(loss), in, retaining));
            results.addAll(Grad.of(List.of(loss), in, Grad.Options.DEFAULT));
            results.addAll(Grad.noGrad(() -> scan(kind, in, biases)));
            return results.stream().map(Tensor::toDoubleArray).toList();
          }
        });
  }

  /** Results and gradients; the gradients twice, for cuDNN changes what it kept; no gradients. */
  @ParameterizedTest
  @MethodSource("layers")
  void agreesWithTheReference(Recurrence kind, DType dtype, boolean biases) {
    String counted = dtype == DType.F32 ? STRICT : ALL;
    long before = SimulatedGpu.count(counted);
    List<double[]> actual = on(LIBRARIES, kind, dtype, biases);
    assertEquals(before + 2, SimulatedGpu.count(counted));
    List<double[]> expected = on(REFERENCE, kind, dtype, biases);
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      double largest = DoubleStream.of(expected.get(i)).map(Math::abs).max().orElse(0);
      double tolerance = (dtype == DType.F32 ? 5e-6 : 1e-12) * (1 + largest);
      assertArrayEquals(expected.get(i), actual.get(i), tolerance, "result " + i);
    }
  }

  @Test
  void whatCudnnRefusesGoesStepByStep() {
    Shape x = Shape.of(2, 1, 3);
    long wide = 65;
    List<double[]> results = new ArrayList<>();
    long before = SimulatedGpu.count(STRICT);
    for (Device device : List.of(LIBRARIES, REFERENCE)) {
      Generator.manualSeed(9);
      Device.with(
          device,
          () -> {
            RecurrentWeights weights =
                new RecurrentWeights(Tensor.randn(wide, 3), Tensor.randn(wide, wide), null, null);
            Tensor state = Tensor.zeros(1, wide);
            results.add(
                Recurrence.TANH
                    .scan(Tensor.normal(x, 0, 1, DType.F32), List.of(state), weights)
                    .getFirst()
                    .toDoubleArray());
          });
    }
    assertEquals(before, SimulatedGpu.count(STRICT));
    assertArrayEquals(results.getLast(), results.getFirst(), 1e-5);
  }

  @Test
  void halvesGoStepByStep() {
    long before = SimulatedGpu.count(STRICT);
    Device.with(
        LIBRARIES,
        () -> {
          List<Tensor> in = inputs(Recurrence.LSTM, DType.F16, true);
          assertEquals(DType.F16, scan(Recurrence.LSTM, in, true).getFirst().dtype());
        });
    assertEquals(before, SimulatedGpu.count(STRICT));
  }

  @Test
  void aCompiledStepIsOneLaunch() {
    Device.with(
        LIBRARIES,
        () -> {
          List<Tensor> in = inputs(Recurrence.LSTM, DType.F32, true);
          UnaryOperator<Tensor> step =
              x -> {
                try (var _ = Grad.enableGrad()) {
                  List<Tensor> given = new ArrayList<>(in);
                  given.set(0, x);
                  Tensor loss = weighted(scan(Recurrence.LSTM, given, true));
                  List<Tensor> g = Grad.of(loss, in.get(3), in.get(4), in.get(5));
                  return g.get(0).sum(1).add(g.get(1).sum(1)).add(g.get(2));
                }
              };
          try (Compiled compiled = Compiled.of(step)) {
            Tensor first = in.getFirst().detach();
            for (int i = 0; i < 4; i++) {
              compiled.call(first.mul(i));
            }
            long before = SimulatedGpu.count("graph launches");
            Tensor x = first.mul(0.25);
            assertArrayEquals(
                step.apply(x).toDoubleArray(), compiled.call(x).toDoubleArray(), 1e-6);
            assertEquals(1, SimulatedGpu.count("graph launches") - before);
          }
        });
  }

  /** Less and less memory is taken away until a layer fits: what an attempt took comes back. */
  @Test
  void aLayerThatDoesNotFitLeavesNoMemoryTaken() {
    int failed = 0;
    Backends.open(OWN).emptyCache(); // another device on the same GPU
    try (Scope _ = Scope.open()) {
      Tensor x = Tensor.zeros(Shape.of(BATCH, 1), DType.F32, LIBRARIES).unsqueeze(0);
      Tensor state = Tensor.zeros(Shape.of(8, BATCH), DType.F32, LIBRARIES).transpose(0, 1);
      RecurrentWeights weights =
          new RecurrentWeights(
              Tensor.ones(Shape.of(8, 1), DType.F32, LIBRARIES),
              Tensor.ones(Shape.of(8, 8), DType.F32, LIBRARIES),
              null,
              null);
      Deque<Buffer> taken = takeAllMemory();
      while (!fits(x, state, weights)) {
        failed++;
        Backends.open(LIBRARIES).free(taken.removeLast());
      }
      taken.forEach(Backends.open(LIBRARIES)::free);
    }
    assertTrue(failed > 2, failed + " attempts failed");
    Backends.open(LIBRARIES).emptyCache();
    Backends.open(OWN).free(Backends.open(OWN).allocate(512 << 20));
    Backends.open(OWN).emptyCache();
  }

  private static Deque<Buffer> takeAllMemory() {
    Deque<Buffer> taken = new ArrayDeque<>();
    try {
      while (true) {
        taken.add(Backends.open(LIBRARIES).allocate(8 << 20));
      }
    } catch (OutOfDeviceMemoryException e) {
      return taken;
    }
  }

  private static boolean fits(Tensor x, Tensor state, RecurrentWeights weights) {
    long before = Backends.open(LIBRARIES).memory().live();
    try (Scope _ = Scope.open()) {
      Grad.noGrad(() -> Recurrence.TANH.scan(x, List.of(state), weights));
      return true;
    } catch (OutOfDeviceMemoryException e) {
      assertEquals(before, Backends.open(LIBRARIES).memory().live());
      return false;
    }
  }

  @Test
  void onlyWhatIsAskedForIsComputed() {
    Device.with(
        LIBRARIES,
        () -> {
          List<Tensor> in = inputs(Recurrence.GRU, DType.F64, true);
          List<Tensor> all = Grad.of(weighted(scan(Recurrence.GRU, in, true)), all(in));
          List<Tensor> frozen = in.stream().map(Tensor::detach).toList();
          List<Tensor> some = new ArrayList<>(frozen);
          some.set(1, in.get(1));
          Tensor ofState =
              Grad.of(weighted(scan(Recurrence.GRU, some, true)), in.get(1)).getFirst();
          assertArrayEquals(all.get(1).toDoubleArray(), ofState.toDoubleArray());
          some = new ArrayList<>(frozen);
          some.set(3, in.get(3));
          Tensor ofWeight =
              Grad.of(weighted(scan(Recurrence.GRU, some, true)), in.get(3)).getFirst();
          assertArrayEquals(all.get(3).toDoubleArray(), ofWeight.toDoubleArray());
        });
  }

  private static Tensor[] all(List<Tensor> tensors) {
    return tensors.toArray(Tensor[]::new);
  }
}
