package dev.narae.benchmarks;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A matrix product, written {@code 64x1000x100}, {@code 64*128x64x128} with a batch of 64, {@code
 * 512x512x512t} with the second operand transposed in memory, or {@code t512x512x512} with the
 * first.
 *
 * @param batch how many products
 * @param m rows of the first operand
 * @param k columns of the first operand
 * @param n columns of the second operand
 * @param leftTransposed whether the first operand lies in memory column by column
 * @param rightTransposed whether the second operand lies in memory column by column
 */
public record MatmulShape(
    long batch, long m, long k, long n, boolean leftTransposed, boolean rightTransposed) {
  private static final Pattern FORM = Pattern.compile("(t?)(?:(\\d+)\\*)?(\\d+)x(\\d+)x(\\d+)(t?)");

  /** The shape of its written form. */
  public static MatmulShape parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "matmul shape '%s': write [t][batch*]MxKxN[t], as in 64*128x64x128".formatted(text));
    }
    return new MatmulShape(
        form.group(2) == null ? 1 : Long.parseLong(form.group(2)),
        Long.parseLong(form.group(3)),
        Long.parseLong(form.group(4)),
        Long.parseLong(form.group(5)),
        !form.group(1).isEmpty(),
        !form.group(6).isEmpty());
  }

  /** Floating-point operations: one multiplication and one addition for each inner step. */
  double flops() {
    return 2.0 * batch * m * k * n;
  }

  /** The extents of the first operand as it lies in memory. */
  public long[] left() {
    return stored(m, k, leftTransposed);
  }

  /** The extents of the second operand as it lies in memory. */
  public long[] right() {
    return stored(k, n, rightTransposed);
  }

  private long[] stored(long rows, long columns, boolean transposed) {
    long first = transposed ? columns : rows;
    long second = transposed ? rows : columns;
    return batch == 1 ? new long[] {first, second} : new long[] {batch, first, second};
  }
}
