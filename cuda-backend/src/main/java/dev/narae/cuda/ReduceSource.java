package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.expr.Kernel;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * CUDA C for a reduction; {@code reduce.cu} tells its slots. From slot 9 on stand the inputs'
 * addresses, then the scalars, then the loops.
 *
 * @param join what joins two elements: SUM, PROD, MAX, MIN, or ARGMAX and ARGMIN
 * @param kernel what is computed of each element before
 * @param inputs the dtypes of the inputs
 * @param out that of the output
 * @param changing a bit for each scalar that is read from memory
 */
record ReduceSource(String join, Kernel kernel, List<DType> inputs, DType out, long changing) {
  static final int FIRST_INPUT = 9;
  private static final int MOST_LOOPS = 16;

  int firstLoop() {
    return FIRST_INPUT + inputs.size() + kernel.scalars();
  }

  /** The output and the position in the domain are operands too. */
  int operands() {
    return inputs.size() + 2;
  }

  /** How many loops over outputs, and how many over their elements, fit into the arguments. */
  int mostLoops() {
    return Math.min(MOST_LOOPS, (Launch.MOST_SLOTS - firstLoop()) / (2 * (operands() + 2)));
  }

  private boolean isExtremum() {
    return !join.equals("SUM") && !join.equals("PROD");
  }

  /** The bytes of a partial result. */
  int partialBytes() {
    return join.startsWith("ARG") ? 16 : 8;
  }

  /** The text after the prelude. */
  String text() {
    int firstScalar = FIRST_INPUT + inputs.size();
    String loads =
        IntStream.range(0, inputs.size())
            .mapToObj(
                k ->
                    "n_load<C>(n_pointer<const %s>(a.v[%d])[position[%d]]), "
                        .formatted(KernelTexts.stored(inputs.get(k)), FIRST_INPUT + k, k))
            .collect(Collectors.joining());
    return """
    #define N_SLOTS %d
    #define N_LOOPS %d
    #define N_%s
    typedef %s C;
    typedef %s ACC;
    typedef %s OUT;
    enum { K = %d };
    %s
    template <class I> __device__ inline C n_value(const n_args<N_SLOTS> &a, const I *position, n_i64 index) {
      return n_body(a, %sindex);
    }
    %s\
    """
        .formatted(
            firstLoop() + 2 * mostLoops() * (operands() + 2),
            firstLoop(),
            join,
            KernelTexts.stored(kernel.compute()),
            KernelTexts.joined(kernel.compute(), isExtremum()),
            KernelTexts.stored(out),
            inputs.size(),
            TreePrinter.print(kernel, firstScalar, changing),
            loads,
            KernelTexts.text("reduce"));
  }
}
