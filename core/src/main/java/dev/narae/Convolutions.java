package dev.narae;

import org.jspecify.annotations.Nullable;

/**
 * Convolutions over lines (N, C, L), images (N, C, H, W) and volumes (N, C, D, H, W); a single
 * sample without N gives a result without N. All are cross-correlations, as in PyTorch.
 *
 * <p>Every method throws {@link ShapeException} if shapes and options do not fit together, and
 * {@link DTypeException} if the dtypes differ or are not floating.
 */
public sealed interface Convolutions permits Tensor {

  /** A convolution over lines with stride 1 and no padding. */
  default Tensor conv1d(Tensor weight, @Nullable Tensor bias) {
    return conv1d(weight, bias, ConvOptions.DEFAULT);
  }

  /**
   * The convolution of (N, C, L) with weight (O, C/groups, K), plus bias (O): (N, O, OL), with OL
   * as for {@link #conv2d(Tensor, Tensor, ConvOptions)}.
   */
  default Tensor conv1d(Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return Convolving.forward(1, (Tensor) this, weight, bias, options);
  }

  /** A convolution over images with stride 1 and no padding. */
  default Tensor conv2d(Tensor weight, @Nullable Tensor bias) {
    return conv2d(weight, bias, ConvOptions.DEFAULT);
  }

  /**
   * The convolution of (N, C, H, W) with weight (O, C/groups, KH, KW), plus bias (O): (N, O, OH,
   * OW) with OH = (H + 2·padding - dilation·(KH - 1) - 1) / stride + 1, rounded down.
   */
  default Tensor conv2d(Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return Convolving.forward(2, (Tensor) this, weight, bias, options);
  }

  /** A convolution over volumes with stride 1 and no padding. */
  default Tensor conv3d(Tensor weight, @Nullable Tensor bias) {
    return conv3d(weight, bias, ConvOptions.DEFAULT);
  }

  /**
   * The convolution of (N, C, D, H, W) with weight (O, C/groups, KD, KH, KW), plus bias (O): (N, O,
   * OD, OH, OW), with extents as for {@link #conv2d(Tensor, Tensor, ConvOptions)}.
   */
  default Tensor conv3d(Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return Convolving.forward(3, (Tensor) this, weight, bias, options);
  }

  /** A transposed convolution over lines with stride 1 and no padding. */
  default Tensor convTranspose1d(Tensor weight, @Nullable Tensor bias) {
    return convTranspose1d(weight, bias, ConvOptions.DEFAULT);
  }

  /**
   * The transposed convolution of (N, C, L) with weight (C, O/groups, K), plus bias (O): (N, O,
   * OL), with OL as for {@link #convTranspose2d(Tensor, Tensor, ConvOptions)}.
   */
  default Tensor convTranspose1d(Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return Convolving.transposed(1, (Tensor) this, weight, bias, options);
  }

  /** A transposed convolution over images with stride 1 and no padding. */
  default Tensor convTranspose2d(Tensor weight, @Nullable Tensor bias) {
    return convTranspose2d(weight, bias, ConvOptions.DEFAULT);
  }

  /**
   * Each element of (N, C, H, W) spread over a window by weight (C, O/groups, KH, KW), plus bias
   * (O): the gradient of a convolution for its input. The result is (N, O, OH, OW) with OH = (H -
   * 1)·stride - 2·padding + dilation·(KH - 1) + outputPadding + 1.
   */
  default Tensor convTranspose2d(Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return Convolving.transposed(2, (Tensor) this, weight, bias, options);
  }

  /** A transposed convolution over volumes with stride 1 and no padding. */
  default Tensor convTranspose3d(Tensor weight, @Nullable Tensor bias) {
    return convTranspose3d(weight, bias, ConvOptions.DEFAULT);
  }

  /**
   * The transposed convolution of (N, C, D, H, W) with weight (C, O/groups, KD, KH, KW), plus bias
   * (O): (N, O, OD, OH, OW), with extents as for {@link #convTranspose2d(Tensor, Tensor,
   * ConvOptions)}.
   */
  default Tensor convTranspose3d(Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return Convolving.transposed(3, (Tensor) this, weight, bias, options);
  }
}
