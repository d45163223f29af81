package dev.narae.examples.doctor;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.nn.Layer;
import dev.narae.nn.Linear;
import dev.narae.nn.ReLU;
import dev.narae.nn.Sequential;
import dev.narae.optim.Adam;
import java.util.Locale;

/**
 * Trains a small network on a device for a few seconds: which points of a square lie inside a
 * circle? Before it, a product of matrices and a convolution of whole numbers must come out
 * exactly.
 */
final class SelfTestRun {
  private static final int POINTS = 1000;

  /** After so many steps the network answers well, however short the time is. */
  private static final int FEWEST_STEPS = 200;

  private static final double ENOUGH = 0.95;

  private final Device device;
  private final double seconds;
  private final long start = System.nanoTime();

  private SelfTestRun(Device device, double seconds) {
    this.device = device;
    this.seconds = seconds;
  }

  /**
   * Tests a device; never throws.
   *
   * @param seconds how long to train, if the fewest steps do not take longer
   */
  // Whatever a broken installation throws is the answer to the question that was asked.
  @SuppressWarnings("CatchAndPrintStackTrace")
  static SelfTest of(Device device, double seconds) {
    SelfTestRun run = new SelfTestRun(device, seconds);
    try {
      return Device.with(device, run::test);
    } catch (RuntimeException | LinkageError | AssertionError | OutOfMemoryError e) {
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      return run.failed(message.lines().findFirst().orElse(message));
    }
  }

  private SelfTest test() {
    if (!productIsExact()) {
      return failed("a product of matrices of whole numbers came out wrong");
    }
    if (!convolutionIsExact()) {
      return failed("a convolution of whole numbers came out wrong");
    }
    return train();
  }

  /** Sums of k · (k + 1) for k below 40, at every place. */
  private static boolean productIsExact() {
    try (Scope _ = Scope.open()) {
      Tensor row = Tensor.arange(40).to(DType.F32).reshape(1, 40).expand(24, 40);
      Tensor column = Tensor.arange(40).to(DType.F32).add(1).reshape(40, 1).expand(40, 17);
      return row.matmul(column).eq(21_320).all().item() == 1;
    }
  }

  /** Each window holds three channels of nine ones. */
  private static boolean convolutionIsExact() {
    try (Scope _ = Scope.open()) {
      Tensor image = Tensor.ones(2, 3, 8, 8);
      return image.conv2d(Tensor.ones(4, 3, 3, 3), null).eq(27).all().item() == 1;
    }
  }

  private SelfTest train() {
    Generator.manualSeed(0);
    Tensor points = Tensor.uniform(Shape.of(POINTS, 2), -1, 1, DType.F32);
    Tensor inside = points.square().sum(1).lt(0.6).to(DType.I64);
    Layer model = new Sequential(new Linear(2, 32), new ReLU(), new Linear(32, 2));
    Adam optimizer = new Adam(model.parameters(), 0.01);
    int steps = 0;
    double first = 0;
    double last = 0;
    while (steps < FEWEST_STEPS || elapsed() < seconds) {
      try (Scope _ = Scope.open()) {
        Tensor loss = model.call(points).crossEntropy(inside);
        last = loss.item();
        first = steps == 0 ? last : first;
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
      }
      steps++;
    }
    double accuracy = model.call(points).argmax(1).eq(inside).to(DType.F32).mean().detach().item();
    boolean learnt = accuracy >= ENOUGH && last < first;
    return new SelfTest(
        device.toString(),
        learnt,
        elapsed(),
        steps,
        first,
        last,
        accuracy,
        learnt
            ? null
            : String.format(
                Locale.ROOT,
                "the network learnt too little: %.1f %% of the points right after %d steps",
                100 * accuracy,
                steps));
  }

  private SelfTest failed(String failure) {
    return SelfTest.failed(device.toString(), elapsed(), failure);
  }

  private double elapsed() {
    return (System.nanoTime() - start) / 1e9;
  }
}
