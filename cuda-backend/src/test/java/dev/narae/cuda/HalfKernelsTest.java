package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.PoolOptions;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pooling, softmax, norms and cross-entropy of half precision are read as they are stored, computed
 * in F32 and rounded once: the same bits as of F32, rounded, in one launch.
 */
@Isolated
@ResourceLock(SimulatedGpu.GENERATOR)
class HalfKernelsTest {
  private static final Device OWN = Device.of("cuda-own");

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  private static Tensor poolOf(Tensor x, boolean largest) {
    // Windows overlap, so that several gradients meet.
    PoolOptions options = PoolOptions.of(3).stride(1).padding(1);
    return largest ? x.maxPool2d(options) : x.avgPool2d(options);
  }

  private static UnaryOperator<Tensor> operation(String name, Tensor weight, Tensor labels) {
    return switch (name) {
      case "maxPool2d" -> x -> poolOf(x, true);
      case "avgPool2d" -> x -> poolOf(x, false);
      case "softmax" -> x -> x.softmax(-1);
      case "logSoftmax" -> x -> x.logSoftmax(-1);
      case "layerNorm" -> x -> x.layerNorm(Shape.of(40), weight, weight.mul(0.5), 1e-5);
      case "batchNorm" ->
          x -> x.transpose(1, 3).batchNorm(weight, weight.mul(0.5), 1e-5).transpose(1, 3);
      case "crossEntropy" -> x -> x.reshape(12, 40).crossEntropy(labels);
      default -> throw new AssertionError(name);
    };
  }

  /** The result and the gradient for x. */
  private static List<Tensor> run(UnaryOperator<Tensor> operation, Tensor given, DType dtype) {
    Tensor x = given.to(dtype).detach().requiresGrad(true);
    Tensor y = operation.apply(x);
    Tensor upstream = Tensor.full(y.shape(), 0.375, dtype, y.device());
    List<Tensor> results = new ArrayList<>(List.of(y));
    results.addAll(Grad.of(List.of(y), List.of(x), Grad.Options.DEFAULT.withUpstream(upstream)));
    return results;
  }

  @ParameterizedTest
  @CsvSource({
    "maxPool2d, F16",
    "maxPool2d, BF16",
    "avgPool2d, F16",
    "avgPool2d, BF16",
    "batchNorm, F16",
    "batchNorm, BF16",
    "layerNorm, F16",
    "layerNorm, BF16",
    "softmax, BF16",
    "logSoftmax, F16",
    "crossEntropy, BF16"
  })
  void areThoseOfF32RoundedOnce(String name, DType dtype) {
    Device.with(
        OWN,
        () -> {
          try (Scope _ = Scope.open()) {
            Generator.manualSeed(9);
            Tensor x = Tensor.normal(Shape.of(2, 2, 3, 40), 0, 1, DType.F32).to(dtype);
            Tensor weight = Tensor.uniform(Shape.of(40), 0.5, 1.5, DType.F32).to(dtype);
            Tensor labels = Tensor.rand(12).mul(40).to(DType.I64);
            var half = run(operation(name, weight, labels), x, dtype);
            var single = run(operation(name, weight.to(DType.F32), labels), x, DType.F32);
            assertEquals(dtype, half.get(0).dtype());
            assertArrayEquals(single.get(0).to(dtype).toDoubleArray(), half.get(0).toDoubleArray());
            if (!name.equals("softmax")
                && !name.equals("logSoftmax")
                && !name.equals("crossEntropy")) {
              assertArrayEquals(
                  single.get(1).to(dtype).toDoubleArray(), half.get(1).toDoubleArray());
              return 0;
            }
            // Those read the rounded result, or the mean of rounded losses.
            double unit = dtype == DType.F16 ? 0x1p-11 : 0x1p-8;
            double most = single.get(1).abs().max().item();
            assertArrayEquals(
                single.get(1).toDoubleArray(),
                half.get(1).toDoubleArray(),
                8 * unit * most + unit / 40);
          }
          return 0;
        });
  }

  @ParameterizedTest
  @CsvSource({"maxPool2d", "avgPool2d", "softmax", "logSoftmax"})
  void oneLaunchEach(String name) {
    Device.with(
        OWN,
        () -> {
          try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(2, 2, 3, 40).to(DType.BF16);
            UnaryOperator<Tensor> operation = operation(name, x, x);
            Backends.open(OWN).synchronize();
            long before = SimulatedGpu.count("launches");
            Tensor _ = operation.apply(x);
            Backends.open(OWN).synchronize();
            assertEquals(1, SimulatedGpu.count("launches") - before);
          }
          return 0;
        });
  }
}
