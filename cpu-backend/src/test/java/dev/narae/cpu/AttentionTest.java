package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.AttentionOptions;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention in blocks equals the composite with all scores, values and gradients. */
class AttentionTest {

  /** Sizes of batch, heads, queries, keys, widths of keys and of values. */
  @ParameterizedTest
  @CsvSource({
    "2, 3, 5, 7, 4, 6",
    "1, 2, 150, 300, 9, 5",
    "2, 1, 300, 150, 8, 8",
    "1, 1, 128, 512, 16, 16",
    "1, 1, 257, 600, 3, 3"
  })
  void equalsTheComposite(
      long batch, long heads, long queries, long keys, long width, long values) {
    for (DType dtype : List.of(DType.F64, DType.F32)) {
      for (boolean causal : new boolean[] {false, true}) {
        Device.with(
            Device.cpu(), () -> compare(dtype, causal, batch, heads, queries, keys, width, values));
      }
    }
  }

  /** A mask says the same as the options, and is computed by the composite. */
  private static boolean compare(
      DType dtype,
      boolean causal,
      long batch,
      long heads,
      long queries,
      long keys,
      long width,
      long values) {
    Inputs in = Inputs.of(dtype, batch, heads, queries, keys, width, values);
    Tensor mask =
        causal
            ? Tensor.arange(queries, DType.I64, Device.cpu())
                .unsqueeze(1)
                .ge(Tensor.arange(keys, DType.I64, Device.cpu()))
            : Tensor.ones(Shape.of(queries, keys), DType.BOOL);
    List<Tensor> blocks = in.results(causal ? causal() : AttentionOptions.DEFAULT);
    List<Tensor> whole = in.results(AttentionOptions.DEFAULT.withMask(mask));
    double bound = dtype == DType.F64 ? 2e-14 : 1e-5;
    for (int i = 0; i < blocks.size(); i++) {
      double difference = blocks.get(i).sub(whole.get(i)).abs().max().item();
      assertTrue(difference < bound, "result " + i + " differs by " + difference);
    }
    return true;
  }

  private static AttentionOptions causal() {
    return AttentionOptions.DEFAULT.withCausal();
  }

  private record Inputs(Tensor query, Tensor key, Tensor value, Tensor upstream) {
    static Inputs of(
        DType dtype, long batch, long heads, long queries, long keys, long width, long values) {
      Generator.manualSeed(batch + queries);
      return new Inputs(
          // The heads lie within the steps, as a projection leaves them.
          random(dtype, batch, queries, heads, width).transpose(1, 2).requiresGrad(true),
          random(dtype, batch, heads, keys, width).requiresGrad(true),
          random(dtype, batch, heads, keys, values).requiresGrad(true),
          random(dtype, batch, heads, queries, values));
    }

    private static Tensor random(DType dtype, long... sizes) {
      return Tensor.uniform(Shape.of(sizes), -2, 2, dtype);
    }

    /** The average and the gradients of query, key and value. */
    List<Tensor> results(AttentionOptions options) {
      Tensor out = query.scaledDotProductAttention(key, value, options);
      List<Tensor> gradients = Grad.of(out.mul(upstream).sum(), query, key, value);
      return List.of(out, gradients.get(0), gradients.get(1), gradients.get(2));
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void threadsAndVectorWidthsChangeNoBit(boolean causal) {
    AttentionOptions options = causal ? causal() : AttentionOptions.DEFAULT;
    double[][] expected = results("cpu-widest", options);
    for (String device : List.of("cpu-128", "cpu-scalar", "cpu-one", "cpu-three")) {
      double[][] found = results(device, options);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(Arrays.hashCode(expected[i]), Arrays.hashCode(found[i]), device);
      }
    }
  }

  private static double[][] results(String device, AttentionOptions options) {
    Supplier<double[][]> body =
        () ->
            Inputs.of(DType.F32, 1, 3, 150, 290, 9, 5).results(options).stream()
                .map(tensor -> tensor.to(DType.F64).toDoubleArray())
                .toArray(double[][]::new);
    return Device.with(Device.of(device), body);
  }
}
