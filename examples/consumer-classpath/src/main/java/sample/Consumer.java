package sample;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.DeviceException;
import dev.narae.Generator;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.nn.Linear;
import dev.narae.optim.SGD;

/**
 * Finds the line y = 2x + 1. An argument names the device in code; without one the property {@code
 * narae.device}, the environment variable {@code NARAE_DEVICE} or what is there decides.
 */
public final class Consumer {
  private Consumer() {}

  public static void main(String[] args) {
    try {
      if (args.length > 0) {
        Device.with(Device.of(args[0]), Consumer::fit);
      } else {
        fit();
      }
    } catch (DeviceException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static void fit() {
    Generator.manualSeed(0);
    Tensor x = Tensor.uniform(Shape.of(64, 1), -1, 1, DType.F32);
    Tensor y = x.mul(2).add(1);
    Linear line = new Linear(1, 1);
    SGD optimizer = new SGD(line.parameters(), 0.5);
    for (int step = 0; step < 100; step++) {
      optimizer.zeroGrad();
      line.call(x).sub(y).square().mean().backward();
      optimizer.step();
    }
    double y3 = line.call(Tensor.of(new float[] {3}, 1, 1)).item();
    System.out.printf("x = 3 gives y = %.2f on %s%n", y3, Backends.defaultDevice());
  }
}
