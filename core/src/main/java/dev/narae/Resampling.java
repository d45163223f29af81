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

  /** {@link #gridSample(Tensor, GridOptions)}: linear, with zeros beyond the border. */
  default Tensor gridSample(Tensor grid) {
    return gridSample(grid, GridOptions.DEFAULT);
  }

  /**
   * Images (N, C, H, W) read at the places of a grid (N, h, w, 2), or (N, C, D, H, W) at one of (N,
   * d, h, w, 3): -1 and 1 are the ends of a dimension, and the last dimension is named first.
   * Gradients go to the image and, except for the nearest place, to the grid.
   *
   * @throws ShapeException if the shapes are others
   */
  default Tensor gridSample(Tensor grid, GridOptions options) {
    return GridSampling.run(self(), grid, options);
  }

  /**
   * The grid for {@link #gridSample} that affine maps (N, 2, 3), or (N, 3, 4), which this is, make
   * for images of a shape (N, C, H, W), or (N, C, D, H, W).
   */
  default Tensor affineGrid(Shape images, boolean alignCorners) {
    return GridSampling.affine(self(), images, alignCorners);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
