package dev.narae.benchmarks;

import dev.narae.Tensor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A matrix product, written {@code 64x1000x100}, {@code 64*128x64x128} with a batch of 64, or
 * {@code 512x512x512t} with the second operand transposed in memory.
 *
 * @param batch how many products
 * @param m rows of the first operand
 * @param k columns of the first operand
 * @param n columns of the second operand
 * @param transposed whether the second operand lies in memory column by column
 */
record MatmulShape(long batch, long m, long k, long n, boolean transposed) {
  private static final Pattern FORM = Pattern.compile("(?:(\\d+)\\*)?(\\d+)x(\\d+)x(\\d+)(t?)");

  /** The shape of its written form. */
  static MatmulShape parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "matmul shape '%s': write [batch*]MxKxN[t], as in 64*128x64x128".formatted(text));
    }
    return new MatmulShape(
        form.group(1) == null ? 1 : Long.parseLong(form.group(1)),
        Long.parseLong(form.group(2)),
        Long.parseLong(form.group(3)),
        Long.parseLong(form.group(4)),
        !form.group(5).isEmpty());
  }

  /** Floating-point operations: one multiplication and one addition for each inner step. */
  double flops() {
    return 2.0 * batch * m * k * n;
  }

  /** A first operand of random numbers. */
  Tensor left() {
    return batch == 1 ? Tensor.randn(m, k) : Tensor.randn(batch, m, k);
  }

  /** A second operand of random numbers. */
  Tensor right() {
    long rows = transposed ? n : k;
    long columns = transposed ? k : n;
    Tensor stored = batch == 1 ? Tensor.randn(rows, columns) : Tensor.randn(batch, rows, columns);
    return transposed ? stored.transpose(-2, -1) : stored;
  }
}
