package dev.narae;

import org.jspecify.annotations.Nullable;

/** The checks of convolutions and pooling. */
final class Windows {
  private Windows() {}

  static void checkConvolution(
      Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    x.requireFloating("conv2d");
    if (x.dtype() != weight.dtype() || (bias != null && bias.dtype() != x.dtype())) {
      throw new DTypeException(
          "conv2d: input is %s, weight %s and bias %s; convert them to one dtype with to(dtype)"
              .formatted(x.dtype(), weight.dtype(), bias == null ? "absent" : bias.dtype()));
    }
    if (x.rank() != 4 || weight.rank() != 4) {
      throw new ShapeException(
          "conv2d: input %s and weight %s must be (N, C, H, W) and (O, C/groups, KH, KW)"
              .formatted(x.shape(), weight.shape()));
    }
    checkWindow("conv2d", options.window());
    checkChannels(x.shape(), weight.shape(), options.groups());
    if (bias != null && !bias.shape().equals(Shape.of(weight.dim(0)))) {
      throw new ShapeException(
          "conv2d: the bias has shape %s; for weight %s it must be [%d]"
              .formatted(bias.shape(), weight.shape(), weight.dim(0)));
    }
    checkFits("conv2d", x.shape(), weight.dim(2), weight.dim(3), options.window());
  }

  private static void checkChannels(Shape x, Shape weight, int groups) {
    if (groups < 1 || x.dim(1) % groups != 0 || weight.dim(0) % groups != 0) {
      throw new ShapeException(
          "conv2d: %d groups do not divide the channels of input %s and weight %s"
              .formatted(groups, x, weight));
    }
    if (x.dim(1) != weight.dim(1) * groups) {
      throw new ShapeException(
          "conv2d: input %s has %d channels, but weight %s with %d groups expects %d"
              .formatted(x, x.dim(1), weight, groups, weight.dim(1) * groups));
    }
  }

  static void checkPooling(String op, Tensor x, int kernelH, int kernelW, Window window) {
    x.requireFloating(op);
    if (x.rank() != 4) {
      throw new ShapeException(
          "%s: the input has shape %s; it must be (N, C, H, W)".formatted(op, x.shape()));
    }
    if (kernelH < 1 || kernelW < 1) {
      throw new ShapeException(
          "%s: kernel %d×%d must be at least 1×1".formatted(op, kernelH, kernelW));
    }
    checkWindow(op, window);
    if (window.padH() > kernelH / 2 || window.padW() > kernelW / 2) {
      throw new ShapeException(
          "%s: padding %d×%d is more than half of the kernel %d×%d; make it smaller"
              .formatted(op, window.padH(), window.padW(), kernelH, kernelW));
    }
    checkFits(op, x.shape(), kernelH, kernelW, window);
  }

  private static void checkWindow(String op, Window window) {
    boolean fits =
        window.strideH() >= 1
            && window.strideW() >= 1
            && window.dilationH() >= 1
            && window.dilationW() >= 1
            && window.padH() >= 0
            && window.padW() >= 0;
    if (!fits) {
      throw new ShapeException(
          "%s: %s; stride and dilation must be at least 1, padding at least 0"
              .formatted(op, window));
    }
  }

  private static void checkFits(String op, Shape x, long kernelH, long kernelW, Window window) {
    if (window.outH(x.dim(2), kernelH) < 1 || window.outW(x.dim(3), kernelW) < 1) {
      throw new ShapeException(
          "%s: a kernel of %d×%d with %s does not fit into input %s; pad it or use a smaller kernel"
              .formatted(op, kernelH, kernelW, window, x));
    }
  }
}
