package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.AttentionOptions;
import dev.narae.Autocast;
import dev.narae.Backends;
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

/** Attention of half precision: read as it is stored, computed in F32, rounded once. */
@Isolated
@ResourceLock(SimulatedGpu.GENERATOR)
class HalfAttentionTest {
  private static final Device OWN = Device.of("cuda-own");

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  /** Queries, keys and values of 2 heads, more than a block's threads, and the gradient. */
  private static List<Tensor> inputs(DType dtype) {
    Generator.manualSeed(3);
    return List.of(
        Tensor.normal(Shape.of(2, 5, 7), 0, 1, DType.F32).to(dtype),
        Tensor.normal(Shape.of(2, 140, 7), 0, 1, DType.F32).to(dtype),
        Tensor.normal(Shape.of(2, 3, 140), 0, 1, DType.F32).to(dtype).transpose(1, 2),
        Tensor.normal(Shape.of(2, 5, 3), 0, 1, DType.F32).to(dtype));
  }

  private static AttentionOptions options(boolean causal) {
    return causal ? AttentionOptions.DEFAULT.withCausal() : AttentionOptions.DEFAULT;
  }

  /** The average, then the gradients of query, key and value. */
  private static List<Tensor> run(List<Tensor> given, boolean causal, DType dtype) {
    List<Tensor> in = given.stream().map(x -> x.to(dtype)).toList();
    Tensor q = in.get(0).detach().requiresGrad(true);
    Tensor k = in.get(1).detach().requiresGrad(true);
    Tensor v = in.get(2).detach().requiresGrad(true);
    Tensor out = q.scaledDotProductAttention(k, v, options(causal));
    List<Tensor> gradients =
        Grad.of(List.of(out), List.of(q, k, v), Grad.Options.DEFAULT.withUpstream(in.get(3)));
    return List.of(out, gradients.get(0), gradients.get(1), gradients.get(2));
  }

  @ParameterizedTest
  @CsvSource({"F16, false", "F16, true", "BF16, false", "BF16, true"})
  void isThatOfF32RoundedOnce(DType dtype, boolean causal) {
    Device.with(
        OWN,
        () -> {
          try (Scope _ = Scope.open()) {
            List<Tensor> given = inputs(dtype);
            List<Tensor> half = run(given, causal, dtype);
            List<Tensor> single = run(given, causal, DType.F32);
            assertArrayEquals(single.get(0).to(dtype).toDoubleArray(), half.get(0).toDoubleArray());
            for (int i = 1; i < half.size(); i++) {
              assertEquals(dtype, half.get(i).dtype());
              // What scores' gradients are lowered by is found out of the rounded average.
              double ulp = dtype == DType.F16 ? 0x1p-11 : 0x1p-8;
              double most = single.get(i).abs().max().item();
              assertArrayEquals(
                  single.get(i).toDoubleArray(), half.get(i).toDoubleArray(), 4 * ulp * most);
            }
          }
        });
  }

  @Test
  void nothingIsWidened() {
    Device.with(
        OWN,
        () -> {
          try (Scope _ = Scope.open()) {
            List<Tensor> in = inputs(DType.BF16);
            Backends.open(OWN).synchronize();
            long before = SimulatedGpu.count("launches");
            Tensor out = in.get(0).scaledDotProductAttention(in.get(1), in.get(2));
            assertEquals(DType.BF16, out.dtype());
            Backends.open(OWN).synchronize();
            assertEquals(1, SimulatedGpu.count("launches") - before);
          }
        });
  }

  @Test
  void underAutocastToo() {
    Device.with(
        OWN,
        () -> {
          try (Scope _ = Scope.open();
              var _ = Autocast.to(DType.BF16)) {
            List<Tensor> in = inputs(DType.F32);
            Tensor q = in.get(0).copy().requiresGrad(true);
            Tensor out = q.scaledDotProductAttention(in.get(1), in.get(2));
            assertEquals(DType.BF16, out.dtype());
            Tensor gradient = Grad.of(out.sum(), q).getFirst();
            assertEquals(DType.F32, gradient.dtype());
            assertTrue(gradient.abs().max().item() > 0);
          }
        });
  }

  /** Rows that are too long for the kernel take the composite, in F32. */
  @Test
  void longRowsAreComputedInF32() {
    Device.with(
        OWN,
        () -> {
          try (Scope _ = Scope.open()) {
            Generator.manualSeed(4);
            Tensor q = Tensor.normal(Shape.of(2, 600), 0, 0.1, DType.F32).to(DType.BF16);
            Tensor out = q.scaledDotProductAttention(q, q);
            Tensor wide = q.to(DType.F32);
            assertArrayEquals(
                wide.scaledDotProductAttention(wide, wide).to(DType.BF16).toDoubleArray(),
                out.toDoubleArray());
          }
        });
  }
}
