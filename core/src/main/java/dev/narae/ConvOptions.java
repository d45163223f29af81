package dev.narae;

import java.util.Arrays;
import java.util.List;

/**
 * How a convolution moves over its input. Each list holds one number for every spatial dimension,
 * or a single one for all of them; with three dimensions the order is depth, height, width.
 *
 * @param stride the step between windows, at least 1
 * @param padding the zeros added on both sides, at least 0; of a transposed convolution, what is
 *     cut off on both sides
 * @param outputPadding what a transposed convolution adds at the end of its output
 * @param dilation the step between the elements of a window, at least 1
 * @param groups into how many independent groups the channels are split
 * @param same whether the padding is chosen so that the output is as large as the input
 * @param padMode what stands in the padding; for a transposed convolution always {@link
 *     PadMode#CONSTANT}, zeros
 */
public record ConvOptions(
    List<Integer> stride,
    List<Integer> padding,
    List<Integer> outputPadding,
    List<Integer> dilation,
    int groups,
    boolean same,
    PadMode padMode) {
  /** Stride 1, no padding, no dilation, one group. */
  public static final ConvOptions DEFAULT =
      new ConvOptions(List.of(1), List.of(0), List.of(0), List.of(1), 1, false, PadMode.CONSTANT);

  /** Keeps copies of the lists. */
  public ConvOptions {
    stride = List.copyOf(stride);
    padding = List.copyOf(padding);
    outputPadding = List.copyOf(outputPadding);
    dilation = List.copyOf(dilation);
  }

  /** The same with a step between windows: one number, or one for each spatial dimension. */
  public ConvOptions stride(int... steps) {
    return new ConvOptions(list(steps), padding, outputPadding, dilation, groups, same, padMode);
  }

  /** The same with zeros around the input: one number, or one for each spatial dimension. */
  public ConvOptions padding(int... zeros) {
    return new ConvOptions(stride, list(zeros), outputPadding, dilation, groups, false, padMode);
  }

  /** The same with as many zeros around the input as keep its size, if the stride is 1. */
  public ConvOptions paddingSame() {
    return new ConvOptions(stride, List.of(0), outputPadding, dilation, groups, true, padMode);
  }

  /** The same with something else than zeros around the input. */
  public ConvOptions padMode(PadMode mode) {
    return new ConvOptions(stride, padding, outputPadding, dilation, groups, same, mode);
  }

  /** The same with more at the end of a transposed convolution's output. */
  public ConvOptions outputPadding(int... more) {
    return new ConvOptions(stride, padding, list(more), dilation, groups, same, padMode);
  }

  /** The same with a step between the elements of a window. */
  public ConvOptions dilation(int... steps) {
    return new ConvOptions(stride, padding, outputPadding, list(steps), groups, same, padMode);
  }

  /** The same with the channels in independent groups. */
  public ConvOptions groups(int count) {
    return new ConvOptions(stride, padding, outputPadding, dilation, count, same, padMode);
  }

  /** Stride, padding and dilation over an image: the last two numbers, or the only one. */
  public Window window() {
    return new Window(
        vertical(stride),
        stride.getLast(),
        vertical(padding),
        padding.getLast(),
        vertical(dilation),
        dilation.getLast());
  }

  /** The number for the rows. */
  private static int vertical(List<Integer> numbers) {
    return numbers.get(Math.max(numbers.size() - 2, 0));
  }

  private static List<Integer> list(int... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }
}
