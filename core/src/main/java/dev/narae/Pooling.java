package dev.narae;

/**
 * Maxima and means over windows of lines (N, C, L), images (N, C, H, W) and volumes (N, C, D, H,
 * W); a single sample without N gives a result without N.
 *
 * <p>An output extent is (in + 2·padding - dilation·(kernel - 1) - 1) / stride + 1, rounded down or
 * up as the options say. Every method throws {@link ShapeException} if shapes and options do not
 * fit together, and {@link DTypeException} if the dtype is not floating.
 */
public sealed interface Pooling permits Tensor {

  /**
   * Maxima and where they were found.
   *
   * @param values the maxima (N, C, …)
   * @param positions the row-major position of each in its channel of the input, I64
   */
  record Pooled(Tensor values, Tensor positions) {}

  /** The maximum of each {@code kernel} elements, side by side. */
  default Tensor maxPool1d(int kernel) {
    return maxPool1d(PoolOptions.of(kernel));
  }

  /** The maximum of each window of (N, C, L); the first at ties; a NaN wins. */
  default Tensor maxPool1d(PoolOptions options) {
    return maxPool1dWithPositions(options).values();
  }

  /** {@link #maxPool1d(PoolOptions)} and the position of each maximum. */
  default Pooled maxPool1dWithPositions(PoolOptions options) {
    return MaxPooling.run(1, self(), options);
  }

  /** The maximum of each window of {@code kernel} × {@code kernel} elements, side by side. */
  default Tensor maxPool2d(int kernel) {
    return maxPool2d(PoolOptions.of(kernel));
  }

  /** The maximum of each window of (N, C, H, W); the first at ties; a NaN wins. */
  default Tensor maxPool2d(PoolOptions options) {
    return maxPool2dWithPositions(options).values();
  }

  /** {@link #maxPool2d(PoolOptions)} and the position of each maximum. */
  default Pooled maxPool2dWithPositions(PoolOptions options) {
    return MaxPooling.run(2, self(), options);
  }

  /** {@link #maxPool2dWithPositions(PoolOptions)} for a kernel and a window. */
  default Pooled maxPool2d(int kernelH, int kernelW, Window window) {
    return maxPool2dWithPositions(
        PoolOptions.of(kernelH, kernelW)
            .stride(window.strideH(), window.strideW())
            .padding(window.padH(), window.padW())
            .dilation(window.dilationH(), window.dilationW()));
  }

  /** The maximum of each cube of {@code kernel} elements a side, side by side. */
  default Tensor maxPool3d(int kernel) {
    return maxPool3d(PoolOptions.of(kernel));
  }

  /** The maximum of each window of (N, C, D, H, W); the first at ties; a NaN wins. */
  default Tensor maxPool3d(PoolOptions options) {
    return maxPool3dWithPositions(options).values();
  }

  /** {@link #maxPool3d(PoolOptions)} and the position of each maximum. */
  default Pooled maxPool3dWithPositions(PoolOptions options) {
    return MaxPooling.run(3, self(), options);
  }

  /**
   * Zeros (N, C, h, w) with each of these values (N, C, OH, OW) at its position, as {@link
   * #maxPool2dWithPositions} found it; the last value at a position stays.
   *
   * @throws IndexOutOfBoundsException if a position lies outside
   */
  default Tensor maxUnpool2d(Tensor positions, long h, long w) {
    return MaxPooling.undo(self(), positions, h, w);
  }

  /** The mean of each {@code kernel} elements, side by side. */
  default Tensor avgPool1d(int kernel) {
    return avgPool1d(PoolOptions.of(kernel));
  }

  /** The mean of each window of (N, C, L). */
  default Tensor avgPool1d(PoolOptions options) {
    return AveragePooling.run(1, self(), options);
  }

  /** The mean of each window of {@code kernel} × {@code kernel} elements, side by side. */
  default Tensor avgPool2d(int kernel) {
    return avgPool2d(PoolOptions.of(kernel));
  }

  /** The mean of each window of (N, C, H, W). */
  default Tensor avgPool2d(PoolOptions options) {
    return AveragePooling.run(2, self(), options);
  }

  /** The mean of each cube of {@code kernel} elements a side, side by side. */
  default Tensor avgPool3d(int kernel) {
    return avgPool3d(PoolOptions.of(kernel));
  }

  /** The mean of each window of (N, C, D, H, W). */
  default Tensor avgPool3d(PoolOptions options) {
    return AveragePooling.run(3, self(), options);
  }

  /** (sum of x to the power of p over each window of (N, C, H, W)) to the power of 1/p. */
  default Tensor lpPool2d(double p, PoolOptions options) {
    return AveragePooling.power(self(), p, options);
  }

  /**
   * Means of (N, C, L) over {@code length} windows: window i reaches from i·L / length, rounded
   * down, to before (i + 1)·L / length, rounded up.
   */
  default Tensor adaptiveAvgPool1d(long length) {
    return AdaptivePooling.means(1, self(), length);
  }

  /** Means of (N, C, H, W) over h × w windows as {@link #adaptiveAvgPool1d} lays them. */
  default Tensor adaptiveAvgPool2d(long h, long w) {
    return AdaptivePooling.means(2, self(), h, w);
  }

  /** Means of (N, C, D, H, W) over d × h × w windows as {@link #adaptiveAvgPool1d} lays them. */
  default Tensor adaptiveAvgPool3d(long d, long h, long w) {
    return AdaptivePooling.means(3, self(), d, h, w);
  }

  /** Maxima of (N, C, L) and their positions, over windows as in {@link #adaptiveAvgPool1d}. */
  default Pooled adaptiveMaxPool1d(long length) {
    return AdaptivePooling.maxima(1, self(), length);
  }

  /** Maxima of (N, C, H, W) and their positions, over windows as in {@link #adaptiveAvgPool1d}. */
  default Pooled adaptiveMaxPool2d(long h, long w) {
    return AdaptivePooling.maxima(2, self(), h, w);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
