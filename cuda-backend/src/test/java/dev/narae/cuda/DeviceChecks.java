package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.Backends;
import dev.narae.ConvOptions;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import org.junit.jupiter.api.Test;

/** What only a real GPU can show: the bundle runs it on the device that a property names. */
final class DeviceChecks {
  private static final Device DEVICE = Device.of(System.getProperty("narae.test.device", "cuda"));

  /** Fewer where a step takes long, on the simulated GPU. */
  private static final int STEPS = Integer.getInteger("narae.test.steps", 10_000);

  /** A convolution, a product, a softmax, and the gradients of all. */
  private static float[] step() {
    Generator.manualSeed(3);
    try (Scope _ = Scope.open()) {
      Tensor x = Tensor.randn(64, 8, 20, 20);
      Tensor w = Tensor.randn(16, 8, 3, 3).requiresGrad(true);
      Tensor v = Tensor.randn(16 * 18 * 18, 100).requiresGrad(true);
      Tensor y = x.conv2d(w, null, ConvOptions.DEFAULT).flatten(1, -1).matmul(v).softmax(1);
      Tensor loss = y.square().sum();
      return Grad.of(loss, w, v).getFirst().toFloatArray();
    }
  }

  @Test
  void aStepGivesTheSameBitsAgain() {
    Device.with(
        DEVICE,
        () -> {
          float[] first = step();
          for (int i = 0; i < Math.min(20, STEPS); i++) {
            assertArrayEquals(first, step());
          }
        });
  }

  @Test
  void memoryStaysSteady() {
    Device.with(
        DEVICE,
        () -> {
          step();
          long before = Backends.open(DEVICE).memory().live();
          for (int i = 0; i < STEPS; i++) {
            step();
          }
          assertEquals(before, Backends.open(DEVICE).memory().live());
        });
  }

  @Test
  void threadsShareTensors() throws InterruptedException {
    Tensor shared = Device.with(DEVICE, () -> Tensor.ones(1 << 20));
    double[] sums = new double[8];
    Thread[] threads = new Thread[sums.length];
    for (int t = 0; t < sums.length; t++) {
      int own = t;
      threads[t] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 50; i++) {
                      try (Scope _ = Scope.open()) {
                        sums[own] += shared.mul(own + 1).sum().item();
                      }
                    }
                  });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int t = 0; t < sums.length; t++) {
      assertEquals(50.0 * (t + 1) * shared.size(), sums[t]);
    }
    assertEquals(Shape.of(1 << 20), shared.shape());
  }
}
