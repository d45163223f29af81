package sample;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.DeviceException;
import dev.narae.Shape;
import dev.narae.Tensor;

/**
 * Finds the largest eigenvalue of a matrix by power iteration. An argument names the device in
 * code; without one the property {@code narae.device}, the environment variable {@code
 * NARAE_DEVICE} or what is there decides.
 */
public final class Consumer {
  private Consumer() {}

  public static void main(String[] args) {
    try {
      run(args.length > 0 ? Device.of(args[0]) : Backends.defaultDevice());
    } catch (DeviceException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static void run(Device device) {
    Tensor matrix =
        Tensor.ones(Shape.of(2, 2), DType.F32, device)
            .add(Tensor.eye(2, 2, DType.F32, device)); // 2 1, 1 2
    Tensor vector = Tensor.arange(2, DType.F32, device).reshape(2, 1);
    for (int step = 0; step < 50; step++) {
      vector = matrix.matmul(vector);
      vector = vector.div(vector.square().sum().sqrt());
    }
    double eigenvalue = vector.mul(matrix.matmul(vector)).sum().item();
    System.out.printf("the largest eigenvalue is %.2f on %s%n", eigenvalue, vector.device());
  }
}
