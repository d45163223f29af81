package dev.narae.benchmarks;

import dev.narae.Backends;
import dev.narae.ConvOptions;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.examples.mnist.MnistCnn;
import dev.narae.nn.NLLLoss;
import dev.narae.optim.SGD;
import dev.narae.spi.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Measures what a GPU is for, in lines of tab-separated values that {@code bench.py} of the GPU
 * bundle puts beside PyTorch's: name, median microseconds of a call, half the range of the samples
 * in percent, and the calls of a sample. A sample is many calls between two synchronizations, so
 * that the time to start and end it does not count.
 */
public final class GpuBench {
  private static final int SAMPLES = 15;
  private static final long SAMPLE_NANOS = 100_000_000;
  private static final long WARM_UP_NANOS = 500_000_000;

  private final Device device;
  private final Backend backend;
  private final int scale;

  private GpuBench(Device device, int scale) {
    this.device = device;
    this.backend = Backends.open(device);
    this.scale = scale;
  }

  /** One measured operation: made on the device, then called again and again. */
  private record Case(String name, Supplier<Runnable> make) {}

  /**
   * Measures all, or the cases whose names contain an argument's text.
   *
   * @param arguments the device, a divisor of all sizes (1 for the real ones), texts
   */
  public static void main(String[] arguments) {
    Device device = Device.of(arguments.length > 0 ? arguments[0] : "cuda");
    int scale = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
    List<String> only =
        Arrays.asList(arguments).subList(Math.min(2, arguments.length), arguments.length);
    Device.with(device, () -> new GpuBench(device, scale).run(only));
  }

  private void run(List<String> only) {
    System.out.println("# " + device + ", sizes divided by " + scale);
    for (Case c : cases()) {
      if (only.isEmpty() || only.stream().anyMatch(c.name::contains)) {
        try (Scope _ = Scope.open()) {
          System.out.println(measure(c));
        } catch (RuntimeException e) {
          System.out.println("# %s failed: %s".formatted(c.name, e.getMessage()));
        }
      }
    }
  }

  private List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    cases.add(new Case("launch add 1", () -> binary(1)));
    for (long n : new long[] {1024, 2048, 4096, 8192}) {
      for (DType dtype : new DType[] {DType.F32, DType.BF16}) {
        cases.add(new Case("matmul %d %s".formatted(n, dtype), () -> matmul(n / scale, dtype)));
      }
    }
    long large = 100_000_000L / scale;
    cases.add(new Case("add 1e8 f32", () -> binary(large)));
    cases.add(new Case("gelu 1e8 f32", () -> unary(Shape.of(large), Tensor::gelu)));
    cases.add(new Case("sum 1e8 f32", () -> unary(Shape.of(large), Tensor::sum)));
    Shape rows = Shape.of(Math.max(1, large / 1000), 1000);
    cases.add(new Case("softmax 1e8 f32", () -> unary(rows, x -> x.softmax(1))));
    cases.add(
        new Case(
            "layerNorm 1e8 f32",
            () -> unary(rows, x -> x.layerNorm(Shape.of(1000), null, null, 1e-5))));
    cases.add(new Case("crossEntropy 1e8 f32", () -> crossEntropy(rows)));
    cases.add(new Case("sort 1e7 f32", () -> unary(Shape.of(large / 10), x -> x.sort(0).values())));
    cases.add(new Case("conv 32x64x56x56 k3 f32", () -> conv(32, 64, 56, 64, 3)));
    cases.add(new Case("conv 32x256x14x14 k3 f32", () -> conv(32, 256, 14, 256, 3)));
    cases.add(new Case("conv 256x10x12x12 k5 f32", () -> conv(256, 10, 12, 20, 5)));
    for (int batch : new int[] {32, 256, 2048}) {
      cases.add(new Case("cnn step %d f32".formatted(batch), () -> cnn(batch)));
    }
    return cases;
  }

  /** What is done to a tensor. */
  private interface Function {
    Tensor apply(Tensor x);
  }

  private Runnable binary(long size) {
    Tensor x = Tensor.randn(size);
    Tensor y = Tensor.randn(size);
    return () -> drop(x.add(y));
  }

  private Runnable unary(Shape shape, Function function) {
    Tensor x = Tensor.normal(shape, 0, 1, DType.F32);
    return () -> drop(function.apply(x));
  }

  private Runnable matmul(long n, DType dtype) {
    Tensor x = Tensor.randn(n, n).to(dtype);
    Tensor y = Tensor.randn(n, n).to(dtype);
    return () -> drop(x.matmul(y));
  }

  private Runnable crossEntropy(Shape rows) {
    Tensor x = Tensor.normal(rows, 0, 1, DType.F32);
    Tensor labels = Tensor.rand(rows.dim(0)).mul(rows.dim(1)).to(DType.I64);
    return () -> drop(x.crossEntropy(labels));
  }

  private Runnable conv(int n, int c, int size, int o, int kernel) {
    int images = Math.max(1, n / scale);
    Tensor x = Tensor.randn(images, c, size, size);
    Tensor w = Tensor.randn(o, c, kernel, kernel);
    ConvOptions options = ConvOptions.DEFAULT.padding(kernel / 2);
    return () -> drop(x.conv2d(w, null, options));
  }

  private Runnable cnn(int batch) {
    MnistCnn model = new MnistCnn();
    NLLLoss loss = new NLLLoss();
    SGD optimizer = new SGD(model.parameters(), 0.01);
    Tensor pictures = Tensor.randn(batch, 1, 28, 28);
    Tensor labels = Tensor.rand(batch).mul(10).to(DType.I64);
    model.train();
    return () -> {
      optimizer.zeroGrad();
      loss.call(model.call(pictures), labels).backward();
      optimizer.step();
    };
  }

  /** The result's memory goes back with the scope of the call. */
  private static void drop(Tensor result) {
    if (result.isClosed()) {
      throw new IllegalStateException("a result that is closed");
    }
  }

  private String measure(Case c) {
    Runnable body = c.make.get();
    boolean recording = c.name.startsWith("cnn");
    Runnable call =
        () -> {
          try (Scope _ = Scope.open()) {
            if (recording) {
              body.run();
            } else {
              try (var _ = Grad.noGrad()) {
                body.run();
              }
            }
          }
        };
    int calls = calls(call);
    double[] micros = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      micros[i] = time(call, calls) / 1e3 / calls;
    }
    Arrays.sort(micros);
    double median = micros[SAMPLES / 2];
    double spread = 100 * (micros[SAMPLES - 1] - micros[0]) / 2 / median;
    return String.format(Locale.ROOT, "%s\t%.2f\t%.1f\t%d", c.name, median, spread, calls);
  }

  /** Warms up, and finds how many calls fill a sample. */
  private int calls(Runnable call) {
    int calls = 1;
    long warm = 0;
    while (true) {
      long nanos = time(call, calls);
      warm += nanos;
      if (warm > WARM_UP_NANOS && nanos * 2 > SAMPLE_NANOS) {
        return calls;
      }
      if (nanos < SAMPLE_NANOS) {
        calls = Math.min(1_000_000, calls * 2);
      }
    }
  }

  private long time(Runnable call, int calls) {
    backend.synchronize();
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      call.run();
    }
    backend.synchronize();
    return System.nanoTime() - start;
  }
}
