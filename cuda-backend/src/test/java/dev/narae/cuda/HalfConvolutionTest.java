package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Autocast;
import dev.narae.Backends;
import dev.narae.ConvOptions;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Convolutions of half precision and their gradients: by cuDNN, and by kernels of our own, as they
 * are stored.
 */
@Isolated
@ResourceLock(SimulatedGpu.GENERATOR)
class HalfConvolutionTest {
  private static final Device REFERENCE = Device.of("reference");
  private static final Device OWN = Device.of("cuda-own");
  private static final Device LIBRARIES = Device.of("cuda-libraries");
  private static final Device MEASURED = Device.of("cuda-measured");

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  /** What is convolved, the same numbers on any device and in any dtype; the bias may be absent. */
  private record Problem(
      double[] x, double[] w, double @Nullable [] b, Shape xs, Shape ws, ConvOptions options) {
    static Problem of(int seed, DType rounded) {
      Random random = new Random(seed);
      int groups = 1 + random.nextInt(2);
      int channels = groups * (1 + random.nextInt(3));
      int out = groups * (1 + random.nextInt(3));
      Shape xs = Shape.of(1 + random.nextInt(3), channels, 5 + random.nextInt(4), 6);
      Shape ws = Shape.of(out, channels / groups, 1 + random.nextInt(3), 2);
      ConvOptions options =
          ConvOptions.DEFAULT
              .groups(groups)
              .stride(1 + random.nextInt(2))
              .padding(random.nextInt(2))
              .dilation(1 + random.nextInt(2));
      double[] b = random.nextBoolean() ? numbers(random, Shape.of(out), rounded) : null;
      return new Problem(
          numbers(random, xs, rounded), numbers(random, ws, rounded), b, xs, ws, options);
    }

    private static double[] numbers(Random random, Shape shape, DType rounded) {
      double[] numbers = random.doubles(shape.size(), -2, 2).toArray();
      return Device.with(
          REFERENCE, () -> Tensor.of(numbers).to(rounded).to(DType.F64).toDoubleArray());
    }

    /** The output, then the gradients of half its squares' sum for input, weight and bias. */
    List<double[]> run(Device device, DType dtype, boolean absolute) {
      return Device.with(
          device,
          () -> {
            try (Scope _ = Scope.open()) {
              Tensor xt = tensor(x, xs, dtype, absolute);
              Tensor wt = tensor(w, ws, dtype, absolute);
              Tensor bt = b == null ? null : tensor(b, Shape.of(ws.dim(0)), dtype, absolute);
              Tensor y = xt.conv2d(wt, bt, options);
              assertEquals(dtype, y.dtype());
              Tensor upstream = Tensor.ones(y.shape(), dtype, y.device()).mul(0.75);
              List<Tensor> results = new ArrayList<>(List.of(y));
              results.addAll(
                  Grad.of(
                      List.of(y),
                      bt == null ? List.of(xt, wt) : List.of(xt, wt, bt),
                      Grad.Options.DEFAULT.withUpstream(upstream)));
              return results.stream().map(t -> t.to(DType.F64).toDoubleArray()).toList();
            }
          });
    }

    private static Tensor tensor(double[] numbers, Shape shape, DType dtype, boolean absolute) {
      Tensor all = Tensor.of(numbers);
      return (absolute ? all.abs() : all).to(dtype).reshape(shape).detach().requiresGrad(true);
    }
  }

  /**
   * Of exact numbers, the sum in F32 of n products errs by at most (n + 1) 2⁻²⁴ of the sum of their
   * sizes, and its rounding by half a unit in the last place. Where a bias is added to what was
   * rounded already, by half a unit of that sum, which is at most the sum of the sizes.
   */
  private static void assertIsRounded(
      double[] exact, double[] sizes, double[] actual, DType dtype, boolean twice, String what) {
    double unit = dtype == DType.F16 ? 0x1p-11 : 0x1p-8;
    double smallest = dtype == DType.F16 ? 0x1p-25 : 0;
    for (int i = 0; i < exact.length; i++) {
      double sum = (256 * 0x1p-24 + (twice ? unit : 0)) * sizes[i];
      double bound = unit * (Math.abs(exact[i]) + sum) + sum;
      assertEquals(exact[i], actual[i], bound + smallest, what + " " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F16, cuda-own",
    "F16, cuda-libraries",
    "F16, cuda-measured",
    "BF16, cuda-own",
    "BF16, cuda-libraries",
    "BF16, cuda-measured"
  })
  void isTheExactOneRounded(DType dtype, String device) {
    for (int seed = 0; seed < 20; seed++) {
      Problem problem = Problem.of(seed, dtype);
      List<double[]> exact = problem.run(REFERENCE, DType.F64, false);
      List<double[]> sizes = problem.run(REFERENCE, DType.F64, true);
      List<double[]> actual = problem.run(Device.of(device), dtype, false);
      for (int i = 0; i < exact.size(); i++) {
        String what = "seed %d, result %d, element".formatted(seed, i);
        // The algorithm that is the fastest here adds no bias.
        boolean twice = i == 0 && problem.b != null && device.equals("cuda-measured");
        assertIsRounded(exact.get(i), sizes.get(i), actual.get(i), dtype, twice, what);
      }
    }
  }

  /** Our own kernels round once: the same bits as of F32, rounded. */
  @ParameterizedTest
  @CsvSource({"F16", "BF16"})
  void ownKernelsRoundOnce(DType dtype) {
    for (int seed = 0; seed < 10; seed++) {
      Problem problem = Problem.of(seed, dtype);
      List<double[]> single = problem.run(OWN, DType.F32, false);
      List<double[]> half = problem.run(OWN, dtype, false);
      for (int i = 0; i < single.size(); i++) {
        double[] numbers = single.get(i);
        double[] rounded =
            Device.with(
                REFERENCE, () -> Tensor.of(numbers).to(dtype).to(DType.F64).toDoubleArray());
        assertArrayEquals(rounded, half.get(i), "seed %d, result %d".formatted(seed, i));
      }
    }
  }

  private static long counted(Device device, String what, Runnable work) {
    Backends.open(device).synchronize();
    long before = SimulatedGpu.count(what);
    Device.with(
        device,
        () -> {
          try (Scope _ = Scope.open()) {
            work.run();
          }
          return 0;
        });
    Backends.open(device).synchronize();
    return SimulatedGpu.count(what) - before;
  }

  private static Tensor image(DType dtype) {
    return Tensor.normal(Shape.of(2, 3, 8, 8), 0, 1, DType.F32).to(dtype);
  }

  private static Tensor filter(DType dtype) {
    return Tensor.normal(Shape.of(4, 3, 3, 3), 0, 1, DType.F32).to(dtype);
  }

  @Test
  void cudnnTakesThemAsTheyAreStored() {
    Device.with(
        LIBRARIES,
        () -> {
          try (Scope _ = Scope.open()) {
            Tensor x = image(DType.BF16).requiresGrad(true);
            Tensor w = filter(DType.BF16).requiresGrad(true);
            Tensor b = Tensor.ones(4).to(DType.BF16);
            Tensor ones = Tensor.ones(Shape.of(2, 4, 6, 6), DType.BF16, x.device());
            Runnable step =
                () -> {
                  Tensor y = x.conv2d(w, b, ConvOptions.DEFAULT);
                  List<Tensor> _ =
                      Grad.of(List.of(y), List.of(x, w), Grad.Options.DEFAULT.withUpstream(ones));
                };
            assertEquals(3, counted(LIBRARIES, "convolutions of halves", step));
            assertEquals(1, counted(LIBRARIES, "biases within convolutions", step));
            assertEquals(0, counted(LIBRARIES, "launches", step));
          }
          return 0;
        });
  }

  @Test
  void underAutocastNothingIsWidened() {
    Device.with(
        LIBRARIES,
        () -> {
          try (Scope _ = Scope.open()) {
            Tensor x = image(DType.F32);
            Tensor w = filter(DType.F32);
            Supplier<Tensor> network =
                () -> x.conv2d(w, null, ConvOptions.DEFAULT).maxPool2d(2).relu();
            assertEquals(DType.BF16, Autocast.with(DType.BF16, network).dtype());
            // Two inputs are lowered, then pooled, then rectified.
            assertEquals(
                4, counted(LIBRARIES, "launches", () -> Autocast.with(DType.BF16, network)));
          }
          return 0;
        });
  }

  /** An expanded image has strides of 0, which cuDNN does not take. */
  @Test
  void imagesWithGapsAreCopiedForCudnn() {
    Device.with(
        LIBRARIES,
        () -> {
          try (Scope _ = Scope.open()) {
            Tensor x = image(DType.F16).slice(0, 0, 1).expand(2, 3, 8, 8);
            Tensor w = filter(DType.F16);
            double[] expected = x.contiguous().conv2d(w, null).toDoubleArray();
            Runnable step = () -> assertArrayEquals(expected, x.conv2d(w, null).toDoubleArray());
            assertEquals(1, counted(LIBRARIES, "convolutions of halves", step));
          }
          return 0;
        });
  }

  /** Each kind of computation is measured once on a GPU, whatever stream comes next. */
  @Test
  void algorithmsAreMeasuredOnceAndRemembered() throws InterruptedException {
    Generator.manualSeed(1);
    Runnable step =
        () -> {
          Tensor x = Tensor.randn(2, 3, 11, 7).requiresGrad(true);
          Tensor w = Tensor.randn(5, 3, 3, 3).requiresGrad(true);
          List<Tensor> _ = Grad.of(x.conv2d(w, null).sum(), x, w);
        };
    assertEquals(3, counted(MEASURED, "convolutions measured", step));
    assertEquals(0, counted(MEASURED, "convolutions measured", step));
    assertEquals(3, counted(MEASURED, "convolutions by the measured algorithm", step));
    long before = SimulatedGpu.count("convolutions measured");
    Thread other = Thread.ofPlatform().start(() -> counted(MEASURED, "launches", step));
    other.join();
    assertEquals(before, SimulatedGpu.count("convolutions measured"));
    assertTrue(SimulatedGpu.count("convolutions by the measured algorithm") > 0);
    assertEquals(0, counted(LIBRARIES, "convolutions measured", step));
  }
}
