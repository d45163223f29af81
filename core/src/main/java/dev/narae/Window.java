package dev.narae;

/**
 * The geometry of a two-dimensional convolution or pooling.
 *
 * @param strideH the step between windows, vertically; at least 1
 * @param strideW the step between windows, horizontally; at least 1
 * @param padH the zeros (for max-pooling: negative infinities) added above and below
 * @param padW the zeros (for max-pooling: negative infinities) added left and right
 * @param dilationH the step between the elements of a window, vertically; at least 1
 * @param dilationW the step between the elements of a window, horizontally; at least 1
 */
public record Window(int strideH, int strideW, int padH, int padW, int dilationH, int dilationW) {
  /** The output extent for an input extent and a kernel extent. */
  static long extent(long in, long kernel, int stride, int pad, int dilation) {
    return Math.floorDiv(in + 2L * pad - dilation * (kernel - 1) - 1, stride) + 1;
  }

  /** The output height for an input and kernel height. */
  public long outH(long in, long kernel) {
    return extent(in, kernel, strideH, padH, dilationH);
  }

  /** The output width for an input and kernel width. */
  public long outW(long in, long kernel) {
    return extent(in, kernel, strideW, padW, dilationW);
  }
}
