package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.Compiled;
import dev.narae.ConvOptions;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.DeviceException;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.OutOfDeviceMemoryException;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A machine with two GPUs. The simulated driver refuses a kernel, a stream or memory of another GPU
 * than the one that is current, as a real one does.
 */
@Isolated
@ResourceLock(SimulatedGpu.GENERATOR)
class TwoGpusTest {
  private static final List<Device> GPUS =
      List.of(new Device("cuda-libraries", 0), new Device("cuda-libraries", 1));
  private static final Device FIRST = GPUS.get(0);
  private static final Device SECOND = GPUS.get(1);

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  /** All kinds of operations, and gradients; the numbers depend on the seed alone. */
  private static float[] numbers(Device device) {
    Generator.manualSeed(5);
    try (Scope _ = Scope.open()) {
      return Device.with(
          device,
          () -> {
            Tensor x = Tensor.randn(3, 2, 9, 9);
            Tensor w = Tensor.randn(4, 2, 3, 3).requiresGrad(true);
            Tensor v = Tensor.randn(4 * 49, 6).requiresGrad(true);
            Tensor y = x.conv2d(w, null, ConvOptions.DEFAULT).relu().flatten(1, -1).dropout(0.5);
            Tensor rows = y.matmul(v).softmax(1).cumsum(1).sort(0).values();
            Tensor picked = rows.indexSelect(0, Tensor.of(new long[] {2, 0, 2}));
            Tensor loss = picked.mul(picked).sum();
            assertEquals(device, loss.device());
            List<Tensor> gradients = Grad.of(loss, w, v);
            assertEquals(device, gradients.getLast().device());
            return Tensor.cat(0, gradients.getFirst().flatten(), loss.reshape(1)).toFloatArray();
          });
    }
  }

  @Test
  void oneThreadComputesOnBothInTurn() {
    float[] expected = numbers(FIRST);
    for (int i = 0; i < 4; i++) {
      assertArrayEquals(expected, numbers(GPUS.get(i % 2)));
    }
  }

  @Test
  void threadsComputeOnBothAtOnce() throws InterruptedException {
    float[][] results = new float[8][];
    Tensor[] inputs = new Tensor[2];
    for (int g = 0; g < 2; g++) {
      inputs[g] = Tensor.arange(600, DType.F32, GPUS.get(g)).reshape(20, 30).mul(0.01);
    }
    Thread[] threads = new Thread[results.length];
    for (int t = 0; t < threads.length; t++) {
      int own = t;
      threads[t] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (Scope _ = Scope.open()) {
                      for (int i = 0; i < 5; i++) {
                        Tensor x = inputs[(own + i) % 2];
                        results[own] = x.matmul(x.t()).exp().softmax(1).toFloatArray();
                      }
                    }
                  });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (float[] result : results) {
      assertArrayEquals(results[0], result);
    }
  }

  @Test
  void randomNumbersAreTheSameOnBoth() {
    Generator.manualSeed(9);
    double[] first = Tensor.normal(Shape.of(100), 0, 1, DType.F32, FIRST).toDoubleArray();
    Generator.manualSeed(9);
    assertArrayEquals(first, Tensor.normal(Shape.of(100), 0, 1, DType.F32, SECOND).toDoubleArray());
  }

  @Test
  void whatLiesOnTwoGpusIsRefused() {
    Tensor x = Tensor.ones(Shape.of(2, 2), DType.F32, FIRST);
    Tensor y = Tensor.ones(Shape.of(2, 2), DType.F32, SECOND);
    for (Runnable mixed :
        List.<Runnable>of(
            () -> x.add(y),
            () -> x.matmul(y),
            () -> Tensor.cat(0, x, y),
            () -> x.addInPlace(y),
            () -> x.gt(0).where(x, y))) {
      String message =
          Objects.requireNonNull(assertThrows(DeviceException.class, mixed::run).getMessage());
      assertTrue(
          message.endsWith(
              ": operands are on cuda-libraries and cuda-libraries:1; move one with to(device)"),
          message);
    }
    assertEquals(8, x.add(y.to(FIRST)).sum().item());
  }

  @Test
  void copiesGoStraightAndInOrder() {
    Tensor x = Tensor.arange(5000, DType.F32, FIRST);
    long copies = SimulatedGpu.count("peer copies");
    Tensor there = x.mul(2).to(SECOND);
    x.mulInPlace(0); // not before it was copied
    Tensor back = there.add(1).to(FIRST);
    there.mulInPlace(0);
    assertEquals(2, SimulatedGpu.count("peer copies") - copies);
    assertEquals(2, SimulatedGpu.count("peers enabled"));
    assertEquals(5000.0 * 4999 + 5000, back.to(DType.F64).sum().item());
    assertEquals(0, x.sum().item());
    assertEquals(0, there.sum().item());
  }

  @Test
  void memoryThatWasCopiedFromMayBeUsedAnewAtOnce() {
    for (int i = 0; i < 20; i++) {
      Tensor there;
      try (Scope scope = Scope.open()) {
        there = scope.keep(Tensor.full(Shape.of(3000), i, DType.F32, FIRST).to(SECOND));
      }
      try (Scope _ = Scope.open()) {
        Tensor other = Tensor.full(Shape.of(3000), -1, DType.F32, FIRST);
        assertEquals(-3000, other.sum().item());
        assertEquals(3000.0 * i, there.sum().item());
      }
    }
  }

  @Test
  void gradientsGoBackToWhereTheTensorIs() {
    Tensor x = Tensor.ones(Shape.of(3), DType.F32, FIRST).requiresGrad(true);
    x.mul(3).to(SECOND).square().sum().backward();
    Tensor gradient = Objects.requireNonNull(x.grad());
    assertEquals(FIRST, gradient.device());
    assertArrayEquals(new double[] {18, 18, 18}, gradient.toDoubleArray());
  }

  @Test
  void aGraphRunsOnItsOwnGpu() {
    for (Device device : List.of(SECOND, FIRST)) {
      Device.with(
          device,
          () -> {
            Tensor w = Tensor.rand(4, 5);
            Tensor x = Tensor.rand(6, 4);
            double[] expected = Grad.noGrad(() -> x.matmul(w).tanh()).toDoubleArray();
            try (Compiled compiled = Compiled.of(t -> t.matmul(w).tanh())) {
              for (int i = 0; i < 5; i++) {
                assertArrayEquals(expected, compiled.call(x).toDoubleArray());
              }
              assertEquals(2, compiled.statistics().replayed());
            }
          });
    }
  }

  @Test
  void eachHasMemoryOfItsOwn() {
    long before = Backends.open(SECOND).memory().live();
    Shape large = Shape.of(40 << 20);
    assertThrows(
        OutOfDeviceMemoryException.class,
        () -> {
          List<Tensor> kept = new ArrayList<>();
          while (kept.size() < 10) {
            kept.add(Tensor.full(large, 0, DType.U8, FIRST));
            kept.add(Tensor.full(Shape.of(500 << 20), 0, DType.U8, FIRST));
          }
        });
    assertTrue(Backends.open(SECOND).memory().live() <= before);
    assertEquals(1000, Tensor.ones(Shape.of(1000), DType.F32, SECOND).sum().item());
    assertEquals(1000, Tensor.ones(Shape.of(1000), DType.F32, FIRST).sum().item());
  }
}
