package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Recurrence;
import dev.narae.RecurrentWeights;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Recurrent layers of sizes that the conformance suite does not reach: batches of several parts,
 * units of several threads, weights of several slabs, and rows that no vector divides.
 */
class RecurrenceTest {
  private static final Device WIDEST = Device.of("cpu-widest");

  /** Steps, batch, inputs and hidden units. */
  private static final long[][] SIZES = {
    {2, 300, 5, 36}, {2, 7, 9, 264}, {3, 1, 3, 5}, {1, 130, 4, 33}
  };

  /** How all steps are run. */
  private interface Scan {
    List<Tensor> run(Recurrence kind, Tensor x, List<Tensor> state, RecurrentWeights weights);
  }

  private static List<Tensor> steps(
      Recurrence kind, Tensor x, List<Tensor> first, RecurrentWeights weights) {
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> state = first;
    for (Tensor input : weights.projectInput(x).unbind(0)) {
      state = kind.step(input, weights.projectHidden(state.getFirst()), state);
      outputs.add(state.getFirst());
    }
    List<Tensor> results = new ArrayList<>(state);
    results.addFirst(Tensor.stack(0, outputs.toArray(Tensor[]::new)));
    return results;
  }

  /** Results and all gradients. */
  private static List<double[]> on(
      Device device, Recurrence kind, DType dtype, long[] sizes, Scan scan) {
    return Device.with(
        device,
        () -> {
          Generator.manualSeed(3);
          try (Scope _ = Scope.open()) {
            List<Tensor> in = inputs(kind, dtype, sizes);
            int weight = 1 + kind.states();
            List<Tensor> results =
                new ArrayList<>(
                    scan.run(
                        kind,
                        in.getFirst().transpose(0, 1),
                        in.subList(1, weight),
                        new RecurrentWeights(
                            in.get(weight),
                            in.get(weight + 1),
                            in.get(weight + 2),
                            in.get(weight + 3))));
            Tensor loss = results.getFirst().square().sum().add(results.getLast().sum());
            results.addAll(Grad.of(loss, in.toArray(Tensor[]::new)));
            return results.stream().map(Tensor::toDoubleArray).toList();
          }
        });
  }

  private static List<Tensor> inputs(Recurrence kind, DType dtype, long[] sizes) {
    long hidden = sizes[3];
    long rows = kind.gates() * hidden;
    List<Shape> shapes = new ArrayList<>();
    shapes.add(Shape.of(sizes[1], sizes[0], sizes[2]));
    for (int i = 0; i < kind.states(); i++) {
      shapes.add(Shape.of(sizes[1], hidden));
    }
    shapes.add(Shape.of(rows, sizes[2]));
    shapes.add(Shape.of(rows, hidden));
    shapes.add(Shape.of(rows));
    shapes.add(Shape.of(rows));
    return shapes.stream()
        .map(shape -> Tensor.normal(shape, 0, 0.2, dtype).requiresGrad(true))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithSteps(Recurrence kind) {
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      for (long[] sizes : SIZES) {
        List<double[]> expected = on(WIDEST, kind, dtype, sizes, RecurrenceTest::steps);
        List<double[]> actual = on(WIDEST, kind, dtype, sizes, Recurrence::scan);
        for (int i = 0; i < expected.size(); i++) {
          double largest = DoubleStream.of(expected.get(i)).map(Math::abs).max().orElse(0);
          double bound = (dtype == DType.F32 ? 1e-5 : 1e-13) * (1 + largest);
          assertArrayEquals(expected.get(i), actual.get(i), bound, "result " + i);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheSameBitsInAnyWidthAndForAnyNumberOfThreads(Recurrence kind) {
    for (long[] sizes : SIZES) {
      List<double[]> expected = on(WIDEST, kind, DType.F32, sizes, Recurrence::scan);
      for (String name : List.of("cpu-128", "cpu-scalar", "cpu-one", "cpu-three")) {
        List<double[]> actual = on(Device.of(name), kind, DType.F32, sizes, Recurrence::scan);
        for (int i = 0; i < expected.size(); i++) {
          assertArrayEquals(expected.get(i), actual.get(i), name + ", result " + i);
        }
      }
    }
  }

  /** A plain network keeps nothing for its gradient but its outputs, others their gates. */
  @Test
  void memoryIsThatOfTheGates() {
    long[] sizes = {16, 32, 8, 64};
    long numbers = 16L * 32 * 64;
    Stream.of(Recurrence.values())
        .forEach(
            kind -> {
              long gates = kind.states() == 2 ? 5 : kind == Recurrence.GRU ? 4 : 0;
              long kept = kept(kind, sizes) - numbers * Float.BYTES;
              long expected = gates * numbers * Float.BYTES;
              assertTrue(
                  kept >= expected && kept < expected + 3 * 32 * 64 * Float.BYTES,
                  kind + " keeps " + kept);
            });
  }

  private static long kept(Recurrence kind, long[] sizes) {
    return Device.with(
        WIDEST,
        () -> {
          try (Scope _ = Scope.open()) {
            List<Tensor> in = inputs(kind, DType.F32, sizes);
            Tensor x = in.getFirst().transpose(0, 1);
            int weight = 1 + kind.states();
            long before = Backends.open(WIDEST).memory().live();
            List<Tensor> results =
                kind.scan(
                    x,
                    in.subList(1, weight),
                    new RecurrentWeights(
                        in.get(weight),
                        in.get(weight + 1),
                        in.get(weight + 2),
                        in.get(weight + 3)));
            long after = Backends.open(WIDEST).memory().live();
            Reference.reachabilityFence(results);
            return after - before;
          }
        });
  }
}
