package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.expr.Kernel;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * CUDA C for an elementwise computation of several outputs in one launch. Slot 0 has their number;
 * then come, for each, its first block, the number of elements, the number of its blocks, whether
 * four elements can be read at once, the addresses of output and inputs, and the scalars.
 *
 * @param kernel what is computed
 * @param inputs the dtypes of the inputs
 * @param out that of the outputs
 */
record EachSource(Kernel kernel, List<DType> inputs, DType out) {
  private static final int FIRST_INPUT = 5;

  /** The slots of one output. */
  int stride() {
    return FIRST_INPUT + inputs.size() + kernel.scalars();
  }

  /** How many outputs fit into the arguments. */
  int most() {
    return (Launch.MOST_SLOTS - 1) / stride();
  }

  private String each(IntFunction<String> text) {
    return IntStream.range(0, inputs.size()).mapToObj(text).collect(Collectors.joining());
  }

  /** The text after the prelude. */
  String text() {
    int firstScalar = FIRST_INPUT + inputs.size();
    return """
    #define N_SLOTS %d
    typedef %s C;
    typedef %s OUT;
    %s
    %s
    extern "C" __global__ void each(const n_args<%d> a) {
      int t = 0;
      while (t + 1 < (int)a.v[0] && (n_i64)blockIdx.x >= a.v[1 + (t + 1) * %d]) t++;
      const n_i64 *s = a.v + 1 + t * %d;
      n_args<N_SLOTS> own;
    %s  n_i64 n = s[1];
      OUT *out = n_pointer<OUT>(s[4]);
    %s  for (n_i64 i = (((n_i64)blockIdx.x - s[0]) * blockDim.x + threadIdx.x) * 4; i < n; i += s[2] * blockDim.x * 4) {
        if (s[3] && i + 4 <= n) {
    %s      n_four<OUT> y;
    #pragma unroll
          for (int j = 0; j < 4; j++) y.at[j] = n_pack(n_as<OUT>(), n_body(own, %si + j));
          *(n_four<OUT> *)(out + i) = y;
        } else {
          for (n_i64 j = i; j < n && j < i + 4; j++) out[j] = n_pack(n_as<OUT>(), n_body(own, %sj));
        }
      }
    }
    """
        .formatted(
            Math.max(1, kernel.scalars()),
            KernelTexts.stored(kernel.compute()),
            KernelTexts.stored(out),
            each(k -> "typedef %s S%d;\n".formatted(KernelTexts.stored(inputs.get(k)), k)),
            TreePrinter.print(kernel, 0, 0),
            Launch.MOST_SLOTS,
            stride(),
            stride(),
            IntStream.range(0, kernel.scalars())
                .mapToObj(k -> "  own.v[%d] = s[%d];\n".formatted(k, firstScalar + k))
                .collect(Collectors.joining()),
            each(
                k ->
                    "  const S%d *in%d = n_pointer<S%d>(s[%d]);\n"
                        .formatted(k, k, k, FIRST_INPUT + k)),
            each(
                k ->
                    "      n_four<S%d> v%d = *(const n_four<S%d> *)(in%d + i);\n"
                        .formatted(k, k, k, k)),
            each("n_load<C>(v%d.at[j]), "::formatted),
            each("n_load<C>(in%d[j]), "::formatted));
  }
}
