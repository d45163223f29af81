package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.expr.Kernel;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * CUDA C for an elementwise computation. Slots: 0 the number of elements, 1 the first one's
 * position in the output, 2 out, then address and step of each input, the scalars, the number of
 * loops, and the loops over out and inputs.
 *
 * @param kernel what is computed
 * @param inputs the dtypes of the inputs
 * @param out that of the output
 * @param changing a bit for each scalar that is read from memory
 */
record MapSource(Kernel kernel, List<DType> inputs, DType out, long changing) {
  static final int FIRST_INPUT = 3;
  private static final int MOST_LOOPS = 12;

  int firstScalar() {
    return FIRST_INPUT + 2 * inputs.size();
  }

  /** The slot of the number of loops; the loops follow. */
  int depthSlot() {
    return firstScalar() + kernel.scalars();
  }

  /** How many loops fit into the arguments. */
  int mostLoops() {
    return Math.min(MOST_LOOPS, (Launch.MOST_SLOTS - depthSlot() - 1) / (inputs.size() + 3));
  }

  private int slots() {
    return depthSlot() + 1 + mostLoops() * (inputs.size() + 3);
  }

  private String each(IntFunction<String> text) {
    return IntStream.range(0, inputs.size()).mapToObj(text).collect(Collectors.joining());
  }

  /** The text after the prelude. */
  String text() {
    return """
    #define N_SLOTS %d
    typedef %s C;
    typedef %s OUT;
    %s
    %s
    // Views without gaps, or of one element: step 0. Four elements a thread.
    extern "C" __global__ void dense(const n_args<N_SLOTS> a) {
      n_i64 n = a.v[0];
      OUT *out = n_pointer<OUT>(a.v[2]);
    %s  for (n_i64 i = ((n_i64)blockIdx.x * blockDim.x + threadIdx.x) * 4; i < n; i += (n_i64)gridDim.x * blockDim.x * 4) {
        if (i + 4 <= n) {
    %s      n_four<OUT> y;
    #pragma unroll
          for (int j = 0; j < 4; j++) y.at[j] = n_pack(n_as<OUT>(), n_body(a, %sa.v[1] + i + j));
          *(n_four<OUT> *)(out + i) = y;
        } else {
          for (n_i64 j = i; j < n; j++) out[j] = n_pack(n_as<OUT>(), n_body(a, %sa.v[1] + j));
        }
      }
    }

    // Any strides.
    template <class I> __device__ inline void n_map(const n_args<N_SLOTS> &a) {
      for (n_i64 e = (n_i64)blockIdx.x * blockDim.x + threadIdx.x; e < a.v[0]; e += (n_i64)gridDim.x * blockDim.x) {
        I at[%d] = {};
        n_walk<%d, I>(a, %d, (int)a.v[%d], (I)e, at);
        n_pointer<OUT>(a.v[2])[at[0]] = n_pack(n_as<OUT>(), n_body(a, %sa.v[1] + e));
      }
    }
    extern "C" __global__ void walk32(const n_args<N_SLOTS> a) { n_map<int>(a); }
    extern "C" __global__ void walk64(const n_args<N_SLOTS> a) { n_map<n_i64>(a); }
    """
        .formatted(
            slots(),
            KernelTexts.stored(kernel.compute()),
            KernelTexts.stored(out),
            each(k -> "typedef %s S%d;\n".formatted(KernelTexts.stored(inputs.get(k)), k)),
            TreePrinter.print(kernel, firstScalar(), changing),
            each(k -> "  const S%d *in%d = n_pointer<S%d>(a.v[%d]);\n".formatted(k, k, k, slot(k))),
            each(
                k ->
                    """
                          n_four<S%d> v%d;
                          if (a.v[%d]) v%d = *(const n_four<S%d> *)(in%d + i);
                          else v%d.at[0] = v%d.at[1] = v%d.at[2] = v%d.at[3] = in%d[0];
                    """
                        .formatted(k, k, slot(k) + 1, k, k, k, k, k, k, k, k)),
            each("n_load<C>(v%d.at[j]), "::formatted),
            each(k -> "n_load<C>(in%d[j * a.v[%d]]), ".formatted(k, slot(k) + 1)),
            inputs.size() + 1,
            inputs.size() + 1,
            depthSlot() + 1,
            depthSlot(),
            each(k -> "n_load<C>(n_pointer<S%d>(a.v[%d])[at[%d]]), ".formatted(k, slot(k), k + 1)));
  }

  private static int slot(int input) {
    return FIRST_INPUT + 2 * input;
  }
}
