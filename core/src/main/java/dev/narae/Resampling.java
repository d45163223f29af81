package dev.narae;

/**
 * Images of another size, and channels exchanged for places: every method throws {@link
 * ShapeException} if the shape does not fit.
 */
public sealed interface Resampling permits Tensor {

  /**
   * (N, C, L), (N, C, H, W) or (N, C, D, H, W) with other spatial extents, as PyTorch's {@code
   * interpolate}.
   *
   * @throws DTypeException if the dtype is not floating
   * @throws IllegalArgumentException if corners are to be aligned in a mode without
   */
  default Tensor interpolate(InterpolateOptions options) {
    return Interpolating.run(self(), options);
  }

  /**
   * (…, C·r², H, W) as (…, C, H·r, W·r), r channels becoming rows and r becoming columns (Shi et
   * al.: Real-Time Single Image and Video Super-Resolution, 2016, equation 4).
   */
  default Tensor pixelShuffle(long factor) {
    return Shuffles.pixels(self(), factor);
  }

  /** (…, C, H·r, W·r) as (…, C·r², H, W): the opposite of {@link #pixelShuffle}. */
  default Tensor pixelUnshuffle(long factor) {
    return Shuffles.unshuffle(self(), factor);
  }

  /**
   * The channels of (N, C, …) in another order: each of the groups gives one in turn (Zhang et al.:
   * ShuffleNet, 2017).
   */
  default Tensor channelShuffle(long groups) {
    return Shuffles.channels(self(), groups);
  }

  /**
   * The windows of (N, C, H, W) as columns (N, C·KH·KW, OH·OW), as PyTorch's {@code
   * functional.unfold}; padding adds zeros.
   *
   * @throws DTypeException if the dtype is not floating
   */
  default Tensor unfold2d(PoolOptions options) {
    return Folding.unfold(self(), options);
  }

  /**
   * Columns (N, C·KH·KW, OH·OW) added up at the places of an image (N, C, h, w) that {@link
   * #unfold2d} took them from, as PyTorch's {@code functional.fold}.
   *
   * @throws DTypeException if the dtype is not floating
   */
  default Tensor fold2d(long h, long w, PoolOptions options) {
    return Folding.fold(self(), h, w, options);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
