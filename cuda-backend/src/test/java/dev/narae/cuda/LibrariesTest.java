package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.ConvOptions;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Through cuBLAS and cuDNN the same comes out as through kernels of our own. */
@Isolated // It counts launches.
@ResourceLock(SimulatedGpu.GENERATOR)
class LibrariesTest {
  private static final Device OWN = Device.of("cuda-own");
  private static final Device LIBRARIES = Device.of("cuda-libraries");

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  private static void assertSame(double tolerance, Supplier<List<Tensor>> computation) {
    List<double[]> own = on(OWN, computation);
    List<double[]> other = on(LIBRARIES, computation);
    for (int i = 0; i < own.size(); i++) {
      assertArrayEquals(own.get(i), other.get(i), tolerance);
    }
  }

  private static List<double[]> on(Device device, Supplier<List<Tensor>> computation) {
    Generator.manualSeed(7);
    return Device.with(
        device,
        () -> {
          try (Scope _ = Scope.open()) {
            return computation.get().stream().map(Tensor::toDoubleArray).toList();
          }
        });
  }

  /** A matrix in one of several arrangements. */
  private static Tensor matrix(Random random, int batch, int rows, int columns, DType dtype) {
    return switch (random.nextInt(5)) {
      case 0 -> Tensor.normal(Shape.of(batch, rows, columns), 0, 1, dtype);
      case 1 -> Tensor.normal(Shape.of(batch, columns, rows), 0, 1, dtype).transpose(1, 2);
      case 2 -> Tensor.normal(Shape.of(1, rows, columns), 0, 1, dtype).expand(batch, rows, columns);
      case 3 -> Tensor.normal(Shape.of(rows, batch, columns), 0, 1, dtype).transpose(0, 1);
      default ->
          Tensor.normal(Shape.of(batch, rows, 2L * columns), 0, 1, dtype)
              .slice(2, 0, 2L * columns, 2);
    };
  }

  @Test
  void products() {
    for (int seed = 0; seed < 60; seed++) {
      int own = seed;
      for (DType dtype : List.of(DType.F32, DType.F64)) {
        assertSame(
            dtype == DType.F32 ? 1e-4 : 1e-11,
            () -> {
              Random random = new Random(own);
              int batch = 1 + random.nextInt(3);
              int m = 1 + random.nextInt(70);
              int k = random.nextInt(40);
              int n = 1 + random.nextInt(70);
              Tensor a = matrix(random, batch, m, k, dtype);
              return List.of(a.matmul(matrix(random, batch, k, n, dtype)));
            });
      }
    }
  }

  @Test
  void halvesAreSummedInSinglePrecisionAndRoundedOnce() {
    for (DType dtype : List.of(DType.F16, DType.BF16)) {
      assertSame(
          0,
          () -> {
            Tensor a = Tensor.ones(3, 2049).to(dtype);
            Tensor b = Tensor.ones(5, 2049).to(dtype);
            Tensor bias = Tensor.full(Shape.of(5), 0.25, dtype, a.device());
            return List.of(a.matmul(b.t()), a.linear(b, bias), a.matmul(b.t().contiguous()));
          });
    }
  }

  /**
   * In several arrangements, some at addresses that are aligned to an element only. Sums stay below
   * 32, where a unit in the last place of halves is 0.016 and 0.125.
   */
  @Test
  void biasesAreAddedWithinProducts() {
    for (DType dtype : List.of(DType.F32, DType.F16, DType.BF16)) {
      for (int seed = 0; seed < 20; seed++) {
        int own = seed;
        assertSame(
            dtype == DType.F32 ? 1e-4 : dtype == DType.F16 ? 0.016 : 0.125,
            () -> {
              Random random = new Random(own);
              int m = 1 + random.nextInt(40);
              int k = 1 + random.nextInt(40);
              int n = 1 + random.nextInt(40);
              Tensor a = matrix(random, 1, m, k, DType.F32).to(dtype).squeeze(0);
              Tensor w = matrix(random, 1, n, k, DType.F32).to(dtype).squeeze(0);
              Tensor b = Tensor.randn(n + 1L).to(dtype).narrow(0, random.nextInt(2), n);
              return List.of(a.linear(w, b), a.narrow(0, m / 2, 1).linear(w, b));
            });
      }
    }
  }

  @Test
  void aProductWithABiasIsOneCall() {
    Device.with(
        LIBRARIES,
        () -> {
          try (Scope _ = Scope.open()) {
            Tensor a = Tensor.randn(3, 5).to(DType.BF16);
            Tensor w = Tensor.randn(4, 5).to(DType.BF16);
            Tensor b = Tensor.randn(4).to(DType.BF16);
            Backends.open(LIBRARIES).synchronize();
            long launches = SimulatedGpu.count("launches");
            long within = SimulatedGpu.count("biases within products");
            assertEquals(DType.BF16, a.linear(w, b).dtype());
            Backends.open(LIBRARIES).synchronize();
            assertEquals(0, SimulatedGpu.count("launches") - launches);
            assertEquals(1, SimulatedGpu.count("biases within products") - within);
          }
          return 0;
        });
  }

  @Test
  void convolutionsAndTheirGradients() {
    long before = SimulatedGpu.count("launches");
    for (int seed = 0; seed < 25; seed++) {
      int own = seed;
      assertSame(
          1e-3,
          () -> {
            Random random = new Random(own);
            int groups = 1 + random.nextInt(2);
            int channels = groups * (1 + random.nextInt(3));
            int out = groups * (1 + random.nextInt(3));
            Tensor x =
                Tensor.randn(1 + random.nextInt(3), channels, 5 + random.nextInt(4), 6)
                    .requiresGrad(true);
            Tensor w = Tensor.randn(out, channels / groups, 1 + random.nextInt(3), 2);
            Tensor weight = w.requiresGrad(true);
            Tensor bias = random.nextBoolean() ? Tensor.randn(out) : null;
            ConvOptions options =
                ConvOptions.DEFAULT
                    .groups(groups)
                    .stride(1 + random.nextInt(2))
                    .padding(random.nextInt(2))
                    .dilation(1 + random.nextInt(2));
            Tensor y = x.conv2d(weight, bias, options);
            List<Tensor> gradients = Grad.of(y.square().sum(), x, weight);
            return List.of(y, gradients.get(0), gradients.get(1));
          });
    }
    assertTrue(SimulatedGpu.count("launches") > before);
  }

  @Test
  void strictSinglePrecisionIsTheDefault() {
    CudaOptions options = CudaOptions.parse(_ -> null, _ -> null);
    assertEquals(false, options.tf32());
    assertEquals(true, options.libraries());
  }
}
