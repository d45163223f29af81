package dev.narae;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How pooling moves over its input. Each list holds one number for every spatial dimension, or a
 * single one for all of them; with three dimensions the order is depth, height, width.
 *
 * @param kernel the extents of a window, at least 1
 * @param stride the step between windows, at least 1; empty for that of the kernel, which puts
 *     windows side by side
 * @param padding what is added on both sides, at most half a window: it never wins a maximum
 * @param dilation the step between the elements of a window; for maxima only
 * @param ceilMode whether a last window may reach over the end
 * @param countIncludePad whether a mean also counts the padding
 * @param divisor what sums are divided by in place of the number of elements; null for that number
 */
public record PoolOptions(
    List<Integer> kernel,
    List<Integer> stride,
    List<Integer> padding,
    List<Integer> dilation,
    boolean ceilMode,
    boolean countIncludePad,
    @Nullable Integer divisor) {

  /** Keeps copies of the lists. */
  public PoolOptions {
    kernel = List.copyOf(kernel);
    stride = stride.isEmpty() ? kernel : List.copyOf(stride);
    padding = List.copyOf(padding);
    dilation = List.copyOf(dilation);
  }

  /** Windows side by side, without padding. */
  public static PoolOptions of(int... kernel) {
    return new PoolOptions(list(kernel), List.of(), List.of(0), List.of(1), false, true, null);
  }

  /** The same with a step between windows. */
  public PoolOptions stride(int... steps) {
    return new PoolOptions(
        kernel, list(steps), padding, dilation, ceilMode, countIncludePad, divisor);
  }

  /** The same with padding on both sides. */
  public PoolOptions padding(int... amounts) {
    return new PoolOptions(
        kernel, stride, list(amounts), dilation, ceilMode, countIncludePad, divisor);
  }

  /** The same with a step between the elements of a window. */
  public PoolOptions dilation(int... steps) {
    return new PoolOptions(
        kernel, stride, padding, list(steps), ceilMode, countIncludePad, divisor);
  }

  /** The same where a last window may reach over the end. */
  public PoolOptions roundingUp() {
    return new PoolOptions(kernel, stride, padding, dilation, true, countIncludePad, divisor);
  }

  /** The same where a mean does not count the padding. */
  public PoolOptions countExcludePad() {
    return new PoolOptions(kernel, stride, padding, dilation, ceilMode, false, divisor);
  }

  /** The same with sums divided by a number of its own. */
  public PoolOptions divisor(int number) {
    return new PoolOptions(kernel, stride, padding, dilation, ceilMode, countIncludePad, number);
  }

  private static List<Integer> list(int... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }
}
