package dev.narae;

import org.jspecify.annotations.Nullable;

/** Convolution and pooling over images (batch, channels, height, width). */
public sealed interface Convolutions permits Tensor {

  /** A convolution with stride 1 and no padding. */
  default Tensor conv2d(Tensor weight, @Nullable Tensor bias) {
    return conv2d(weight, bias, ConvOptions.DEFAULT);
  }

  /**
   * The cross-correlation of (N, C, H, W) with weight (O, C/groups, KH, KW), plus bias (O): (N, O,
   * OH, OW) with OH = (H + 2·padding - dilation·(KH - 1) - 1) / stride + 1, rounded down.
   *
   * @throws ShapeException if shapes and options do not fit together
   * @throws DTypeException if the dtypes differ or are not floating
   */
  default Tensor conv2d(Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    Windows.checkConvolution(self(), weight, bias, options);
    Conv2dOp op = new Conv2dOp(options.window(), options.groups(), bias != null);
    return bias == null ? Dispatch.run(op, self(), weight) : Dispatch.run(op, self(), weight, bias);
  }

  /** The maximum of each window of {@code kernel} × {@code kernel} elements, side by side. */
  default Tensor maxPool2d(int kernel) {
    return maxPool2d(kernel, kernel, new Window(kernel, kernel, 0, 0, 1, 1)).values();
  }

  /**
   * Maxima and where they were found.
   *
   * @param values (N, C, OH, OW)
   * @param positions h·W + w of each maximum in its image, I64
   */
  record Pooled(Tensor values, Tensor positions) {}

  /**
   * The maximum of each window and its position, the first at ties; a NaN wins. Padding counts as
   * negative infinity and may be at most half a window.
   */
  default Pooled maxPool2d(int kernelH, int kernelW, Window window) {
    Windows.checkPooling("maxPool2d", self(), kernelH, kernelW, window);
    Tensor[] outputs = Dispatch.runAll(new MaxPool2dOp(kernelH, kernelW, window), self());
    return new Pooled(outputs[0], outputs[1]);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
