package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Autocast;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.nn.Conv2d;
import dev.narae.nn.Dropout;
import dev.narae.nn.Flatten;
import dev.narae.nn.LayerNorm;
import dev.narae.nn.Linear;
import dev.narae.nn.MaxPool2d;
import dev.narae.nn.ReLU;
import dev.narae.nn.Sequential;
import dev.narae.optim.Adam;
import dev.narae.optim.CompiledStep;
import dev.narae.optim.GradScaler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A small network trained in mixed precision on the simulated GPU, by kernels of our own and by
 * cuBLAS and cuDNN, is the one that the processor trains.
 */
@Isolated
@ResourceLock(SimulatedGpu.GENERATOR)
class MixedPrecisionTest {
  private static final int STEPS = 20;
  private static final Device HOST = Device.of("reference");

  /** So large that the first steps overflow in F16, and the scaler leaves them out. */
  private static final double FIRST_SCALE = 0x1p20;

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  /**
   * What a training came to.
   *
   * @param losses before each step
   * @param taken whether each step was taken
   * @param scale the last factor
   */
  private record Outcome(double[] losses, List<Boolean> taken, double scale) {}

  private static Sequential model() {
    return new Sequential(
        new Conv2d(1, 6, 3),
        new ReLU(),
        new MaxPool2d(2),
        new Flatten(),
        new Linear(54, 20),
        new LayerNorm(20),
        new ReLU(),
        new Dropout(0.2),
        new Linear(20, 3));
  }

  /** Images of three classes. */
  private static Tensor images(int step) {
    float[] values = new float[16 * 64];
    for (int i = 0; i < values.length; i++) {
      boolean bright = i % 8 * 3 / 8 == i / 64 % 3; // a third of the image
      values[i] = ((i * 37 + step * 11) % 41 - 20) / 40f + (bright ? 1 : 0);
    }
    return Tensor.of(values, 16, 1, 8, 8);
  }

  private static Tensor labels() {
    long[] values = new long[16];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 3;
    }
    return Tensor.of(values);
  }

  private static Outcome train(Device device, DType low, boolean replayed) {
    return Device.with(
        device,
        () -> {
          Generator.manualSeed(4);
          Sequential model = model();
          Adam optimizer = new Adam(model.parameters(), 0.01);
          GradScaler scaler =
              new GradScaler(
                  GradScaler.Options.DEFAULT.initialScale(FIRST_SCALE).enabled(low == DType.F16));
          double[] losses = new double[STEPS];
          List<Boolean> taken = new ArrayList<>();
          try (CompiledStep compiled =
              new CompiledStep(model, optimizer, (x, y) -> loss(model, low, x, y))
                  .scaledBy(scaler)) {
            for (int step = 0; step < STEPS; step++) {
              try (Scope _ = Scope.open()) {
                if (replayed) {
                  losses[step] = compiled.gradients(images(step), labels()).item();
                } else {
                  optimizer.zeroGrad();
                  Tensor loss = loss(model, low, images(step), labels());
                  scaler.scale(loss).backward();
                  losses[step] = loss.item();
                }
                taken.add(scaler.step(optimizer));
                scaler.update();
              }
            }
            if (replayed) {
              assertEquals(java.util.Optional.empty(), compiled.obstacle());
              assertEquals(STEPS - 3, compiled.statistics().replayed());
            }
          }
          return new Outcome(losses, taken, scaler.scale());
        });
  }

  private static Tensor loss(Sequential model, DType low, Tensor x, Tensor labels) {
    return Autocast.with(low, () -> model.call(x).crossEntropy(labels));
  }

  private static void assertTrainsAlike(DType low, double bound) {
    Outcome host = train(HOST, low, false);
    assertTrue(host.losses[STEPS - 1] < 0.8 * host.losses[0], host.toString());
    for (String name : List.of("cuda-own", "cuda-libraries")) {
      Outcome gpu = train(Device.of(name), low, false);
      assertEquals(host.taken, gpu.taken, name);
      assertEquals(host.scale, gpu.scale, name);
      assertArrayEquals(host.losses, gpu.losses, bound, name);
      Outcome graph = train(Device.of(name), low, true);
      assertArrayEquals(gpu.losses, graph.losses, 0, name);
      assertEquals(gpu.taken, graph.taken, name);
    }
  }

  /** One unit in the last place of BF16 is 0.8 % of a number. */
  @Test
  void bf16() {
    assertTrainsAlike(DType.BF16, 0.002);
  }

  /** One unit in the last place of F16 is 0.1 % of a number. */
  @Test
  void f16WithAScaledLoss() {
    assertTrainsAlike(DType.F16, 0.0005);
    Outcome host = train(HOST, DType.F16, false);
    assertEquals(false, host.taken.getFirst());
    assertEquals(true, host.taken.getLast());
  }
}
