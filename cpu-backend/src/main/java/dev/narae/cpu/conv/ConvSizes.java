package dev.narae.cpu.conv;

import dev.narae.Shape;
import dev.narae.Window;

/**
 * The extents of a convolution, as seen from one group.
 *
 * @param window strides, padding and dilation
 * @param images in the batch
 * @param groups of channels that do not see each other
 * @param in input channels of a group
 * @param height of the input
 * @param width of the input
 * @param out output channels of a group
 * @param kernelH rows of the kernel
 * @param kernelW columns of the kernel
 */
record ConvSizes(
    Window window,
    int images,
    int groups,
    int in,
    int height,
    int width,
    int out,
    int kernelH,
    int kernelW) {

  /** The sizes for an input (N, C, H, W) and a weight (O, C/groups, KH, KW). */
  static ConvSizes of(Window window, int groups, Shape x, Shape weight) {
    return new ConvSizes(
        window,
        Math.toIntExact(x.dim(0)),
        groups,
        Math.toIntExact(weight.dim(1)),
        Math.toIntExact(x.dim(2)),
        Math.toIntExact(x.dim(3)),
        Math.toIntExact(weight.dim(0) / groups),
        Math.toIntExact(weight.dim(2)),
        Math.toIntExact(weight.dim(3)));
  }

  /** Whether there is nothing to multiply: the result is empty or all zeros. */
  boolean empty() {
    return images == 0 || groups == 0 || in == 0 || out == 0 || outH() <= 0 || outW() <= 0;
  }

  int outH() {
    return Math.toIntExact(window.outH(height, kernelH));
  }

  int outW() {
    return Math.toIntExact(window.outW(width, kernelW));
  }

  /** Products that each output is the sum of. */
  int taps() {
    return in * kernelH * kernelW;
  }

  boolean unitStride() {
    return window.strideH() == 1 && window.strideW() == 1;
  }
}
