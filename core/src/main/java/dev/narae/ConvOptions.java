package dev.narae;

/**
 * How a convolution moves over its input; pairs are (height, width).
 *
 * @param window stride, padding and dilation
 * @param groups into how many independent groups the channels are split
 */
public record ConvOptions(Window window, int groups) {
  /** Stride 1, no padding, no dilation, one group. */
  public static final ConvOptions DEFAULT = new ConvOptions(new Window(1, 1, 0, 0, 1, 1), 1);

  /** The same with a step between windows. */
  public ConvOptions stride(int h, int w) {
    return new ConvOptions(
        new Window(h, w, window.padH(), window.padW(), window.dilationH(), window.dilationW()),
        groups);
  }

  /** The same with zeros around the input. */
  public ConvOptions padding(int h, int w) {
    return new ConvOptions(
        new Window(
            window.strideH(), window.strideW(), h, w, window.dilationH(), window.dilationW()),
        groups);
  }

  /** The same with a step between the elements of a window. */
  public ConvOptions dilation(int h, int w) {
    return new ConvOptions(
        new Window(window.strideH(), window.strideW(), window.padH(), window.padW(), h, w), groups);
  }

  /** The same with the channels in independent groups. */
  public ConvOptions groups(int count) {
    return new ConvOptions(window, count);
  }
}
