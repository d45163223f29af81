package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.AttentionOptions;
import dev.narae.Backends;
import dev.narae.Compiled;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Attention as products of cuBLAS is the attention of the reference: all batches at once, some at a
 * time, and where one has more scores than are stored.
 */
@Isolated
@ResourceLock(SimulatedGpu.GENERATOR)
class AttentionProductsTest {
  private static final Device REFERENCE = Device.of("reference");
  private static final Device LIBRARIES = Device.of("cuda-libraries");
  private static final int QUERIES = 21;

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  /** Two texts of two heads: (2, 2, length, width), the heads side by side as layers leave them. */
  private static Tensor heads(int length, int width, boolean sideBySide, DType rounded) {
    Tensor x = Tensor.normal(Shape.of(2, length, 2, width), 0, 1, DType.F32).to(rounded);
    Tensor heads = x.transpose(1, 2);
    return sideBySide ? heads : heads.contiguous();
  }

  /** The averages and the gradients of query, key and value. */
  private static List<double[]> run(
      Device device, DType dtype, DType rounded, int keys, boolean causal, boolean sideBySide) {
    Generator.manualSeed(5);
    return Device.with(
        device,
        () -> {
          try (Scope _ = Scope.open()) {
            Tensor q = heads(QUERIES, 9, sideBySide, rounded).to(dtype).detach().requiresGrad(true);
            Tensor k = heads(keys, 9, sideBySide, rounded).to(dtype).detach().requiresGrad(true);
            Tensor v = heads(keys, 6, sideBySide, rounded).to(dtype).detach().requiresGrad(true);
            Tensor g = heads(QUERIES, 6, false, rounded).to(dtype);
            AttentionOptions options = AttentionOptions.DEFAULT;
            Tensor out = q.scaledDotProductAttention(k, v, causal ? options.withCausal() : options);
            List<Tensor> gradients =
                Grad.of(List.of(out), List.of(q, k, v), Grad.Options.DEFAULT.withUpstream(g));
            return List.of(
                out.toDoubleArray(),
                gradients.get(0).toDoubleArray(),
                gradients.get(1).toDoubleArray(),
                gradients.get(2).toDoubleArray());
          }
        });
  }

  private static double most(double[] numbers) {
    return java.util.Arrays.stream(numbers).map(Math::abs).max().orElseThrow();
  }

  /**
   * Weights and scores' gradients are rounded before they are multiplied, and results after: a few
   * units of the largest.
   */
  @ParameterizedTest
  @CsvSource({
    "F32, 40, false, false",
    "F32, 1030, false, true",
    "F32, 40, true, true",
    "BF16, 40, false, true",
    "BF16, 21, true, false",
    "F16, 40, true, true",
    "F16, 1030, false, false"
  })
  void isTheReferences(DType dtype, int keys, boolean causal, boolean sideBySide) {
    List<double[]> expected = run(REFERENCE, DType.F64, dtype, keys, causal, sideBySide);
    double unit = dtype == DType.F32 ? 0x1p-21 : dtype == DType.F16 ? 0x1p-11 : 0x1p-8;
    for (Device device : List.of(LIBRARIES, Device.of("cuda-measured"))) {
      List<double[]> found = run(device, dtype, dtype, keys, causal, sideBySide);
      for (int i = 0; i < expected.size(); i++) {
        double bound = 4 * unit * most(expected.get(i));
        assertArrayEquals(expected.get(i), found.get(i), bound, device + ", result " + i);
      }
    }
  }

  @Test
  void oneKernelOfOurOwnStandsBetweenTheProducts() {
    Device.with(
        LIBRARIES,
        () -> {
          try (Scope _ = Scope.open()) {
            Tensor q = heads(QUERIES, 8, false, DType.BF16);
            Backends.open(LIBRARIES).synchronize();
            long before = SimulatedGpu.count("launches");
            assertEquals(DType.BF16, q.scaledDotProductAttention(q, q).dtype());
            Backends.open(LIBRARIES).synchronize();
            assertEquals(1, SimulatedGpu.count("launches") - before);
          }
          return 0;
        });
  }

  /** The scores' memory stays the graph's. */
  @Test
  void isReplayed() {
    Device.with(
        LIBRARIES,
        () -> {
          Tensor q = heads(QUERIES, 8, true, DType.BF16);
          double[] expected = q.scaledDotProductAttention(q, q).toDoubleArray();
          try (Compiled compiled = Compiled.of(x -> x.scaledDotProductAttention(x, x))) {
            for (int i = 0; i < 5; i++) {
              try (Scope _ = Scope.open()) {
                assertArrayEquals(expected, compiled.call(q).toDoubleArray());
                Tensor _ = Tensor.full(Shape.of(200, 200), i, DType.F32, q.device());
              }
            }
            assertEquals(2, compiled.statistics().replayed());
          }
          return 0;
        });
  }
}
