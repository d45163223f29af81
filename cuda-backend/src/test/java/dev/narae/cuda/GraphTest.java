package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.Compiled;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.DeviceException;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Computations that are captured and launched as one. */
@Isolated
@ResourceLock(SimulatedGpu.GENERATOR)
class GraphTest {
  private static final Device OWN = Device.of("cuda-own");

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  private static Tensor input(int step) {
    float[] values = new float[12];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 7 + step * 3) % 11 - 5;
    }
    return Tensor.of(values, 3, 4);
  }

  @Test
  void aReplayIsOneLaunch() {
    Device.with(
        OWN,
        () -> {
          Tensor w = Tensor.rand(4, 5);
          try (Compiled compiled = Compiled.of(x -> x.matmul(w).tanh().sum(1).exp())) {
            for (int i = 0; i < 3; i++) {
              compiled.call(input(i));
            }
            compiled.call(input(3));
            long before = SimulatedGpu.count("graph launches");
            for (int i = 0; i < 5; i++) {
              compiled.call(input(i));
            }
            assertEquals(5, SimulatedGpu.count("graph launches") - before);
          }
        });
  }

  @Test
  void randomNumbersDifferInEachReplayAsTheyWouldAnyway() {
    Device.with(
        OWN,
        () -> {
          Tensor ones = Tensor.ones(64, 8);
          Generator.manualSeed(3);
          double[][] expected = new double[8][];
          for (int i = 0; i < expected.length; i++) {
            expected[i] = Grad.noGrad(() -> ones.dropout(0.5).sum(0)).toDoubleArray();
          }
          Generator.manualSeed(3);
          try (Compiled compiled = Compiled.of(x -> x.dropout(0.5).sum(0))) {
            for (double[] numbers : expected) {
              assertArrayEquals(numbers, compiled.call(ones).toDoubleArray());
            }
            assertEquals(5, compiled.statistics().replayed());
          }
        });
  }

  @Test
  void anotherThreadMayGoOn() {
    Device.with(
        OWN,
        () -> {
          Tensor w = Tensor.rand(4, 5);
          try (Compiled compiled = Compiled.of(x -> x.matmul(w).relu())) {
            for (int i = 0; i < 4; i++) {
              compiled.call(input(i));
            }
            Tensor x = input(9);
            double[] expected = Grad.noGrad(() -> x.matmul(w).relu()).toDoubleArray();
            Tensor found = CompletableFuture.supplyAsync(() -> compiled.call(x)).join();
            assertArrayEquals(expected, found.toDoubleArray());
            assertEquals(2, compiled.statistics().replayed());
          }
        });
  }

  @Test
  void memoryOfAGraphIsReturned() {
    Device.with(
        OWN,
        () -> {
          Tensor x = Tensor.rand(300, 40);
          long before = Backends.open(OWN).memory().live();
          Compiled compiled = Compiled.of(t -> t.sort(0).values().sum());
          for (int i = 0; i < 5; i++) {
            try (Scope _ = Scope.open()) {
              compiled.call(x);
            }
          }
          compiled.close();
          assertEquals(before, Backends.open(OWN).memory().live());
        });
  }

  @Test
  void memoryThatCallsUseInBetweenStaysTheGraphs() {
    Device.with(
        Device.of("cuda-libraries"),
        () -> {
          // Halves with a bias: the sums wait in single precision before they are rounded.
          Tensor w = Tensor.rand(40, 30).to(DType.BF16);
          Tensor bias = Tensor.rand(40).to(DType.BF16);
          Tensor x = Tensor.rand(50, 30).to(DType.BF16);
          try (Compiled compiled = Compiled.of(t -> t.linear(w, bias))) {
            for (int i = 0; i < 5; i++) {
              compiled.call(x);
            }
            List<Tensor> others = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
              others.add(Tensor.full(Shape.of(50, 40), i, DType.F32, w.device()));
            }
            compiled.call(x);
            assertEquals(3, compiled.statistics().replayed());
            for (int i = 0; i < others.size(); i++) {
              assertEquals(2000.0 * i, others.get(i).sum().item());
            }
          }
        });
  }

  @Test
  void aFaultInACaptureIsTold() {
    Device.with(
        OWN,
        () -> {
          Tensor x = input(0);
          try (Compiled compiled = Compiled.of(t -> t.mul(2).exp())) {
            for (int i = 0; i < 3; i++) {
              compiled.call(x);
            }
            SimulatedGpu.set("FAIL_CAPTURE", 900);
            DeviceException e = assertThrows(DeviceException.class, () -> compiled.call(x));
            SimulatedGpu.set("FAIL_CAPTURE", 0);
            assertTrue(
                Objects.requireNonNull(e.getMessage()).contains("cuStreamBeginCapture"),
                e.getMessage());
            double[] expected = x.mul(2).exp().toDoubleArray();
            assertArrayEquals(expected, compiled.call(x).toDoubleArray());
          }
        });
  }
}
