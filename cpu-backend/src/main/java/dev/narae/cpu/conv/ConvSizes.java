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

  /** The same for so many images. */
  ConvSizes ofImages(int count) {
    return new ConvSizes(window, count, groups, in, height, width, out, kernelH, kernelW);
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

  /** Input rows that {@code rows} output rows meet. */
  int reachH(int rows) {
    return (rows - 1) * window.strideH() + (kernelH - 1) * window.dilationH() + 1;
  }

  /** Input columns that an output row meets. */
  int reachW() {
    return (outW() - 1) * window.strideW() + (kernelW - 1) * window.dilationW() + 1;
  }

  boolean unpadded() {
    return window.padH() == 0 && window.padW() == 0;
  }

  boolean unitStride() {
    return window.strideH() == 1 && window.strideW() == 1;
  }

  /**
   * The sizes of the convolution that computes the gradient for the input, if the stride is 1: of
   * the gradient with the kernel turned round. Its padding is negative where this one's is wider
   * than the kernel.
   */
  ConvSizes transposed() {
    int padH = window.dilationH() * (kernelH - 1) - window.padH();
    int padW = window.dilationW() * (kernelW - 1) - window.padW();
    Window turned = new Window(1, 1, padH, padW, window.dilationH(), window.dilationW());
    return new ConvSizes(turned, images, groups, out, outH(), outW(), in, kernelH, kernelW);
  }

  /** Products that an image costs in one group. */
  long products() {
    return (long) outH() * outW() * taps() * out;
  }

  /** Products of all images and groups. */
  long allProducts() {
    return products() * images * groups;
  }
}
