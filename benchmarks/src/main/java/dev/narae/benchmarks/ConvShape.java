package dev.narae.benchmarks;

/**
 * A convolution of stride 1.
 *
 * @param batch images
 * @param channels of the input
 * @param side rows and columns of the input
 * @param filters channels of the output
 * @param kernel rows and columns of a filter
 * @param padding zeros on each side
 * @param groups into which the channels fall
 */
public record ConvShape(
    long batch, long channels, long side, long filters, long kernel, int padding, int groups) {

  /** With zeros that keep the extents, where the kernel is odd. */
  public static ConvShape same(long batch, long channels, long side, long filters, long kernel) {
    return new ConvShape(batch, channels, side, filters, kernel, (int) kernel / 2, 1);
  }

  /** Without zeros around. */
  public static ConvShape valid(long batch, long channels, long side, long filters, long kernel) {
    return new ConvShape(batch, channels, side, filters, kernel, 0, 1);
  }

  /** One filter for each channel. */
  public static ConvShape depthwise(long batch, long channels, long side, long kernel) {
    int groups = (int) channels;
    return new ConvShape(batch, channels, side, channels, kernel, (int) kernel / 2, groups);
  }

  /** The extents of the input. */
  public long[] input() {
    return new long[] {batch, channels, side, side};
  }

  /** The extents of the weights. */
  public long[] weight() {
    return new long[] {filters, channels / groups, kernel, kernel};
  }

  /** Floating-point operations of the output alone; each gradient takes as many. */
  public double flops() {
    long out = side + 2L * padding - kernel + 1;
    long depth = channels / groups * kernel * kernel;
    return 2.0 * batch * filters * out * out * depth;
  }

  @Override
  public String toString() {
    return "(%d,%d,%d²→%d, %dx%d)".formatted(batch, channels, side, filters, kernel, kernel);
  }
}
