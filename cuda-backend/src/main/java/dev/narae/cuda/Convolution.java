package dev.narae.cuda;

import dev.narae.Window;
import dev.narae.spi.View;

/**
 * A convolution or one of its gradients: which of the three is computed is the caller's affair.
 *
 * @param window strides, padding and dilation
 * @param groups the groups of channels that do not meet
 * @param x (N, C, H, W)
 * @param weight (O, C/groups, KH, KW)
 * @param y (N, O, OH, OW)
 */
record Convolution(Window window, int groups, View x, View weight, View y) {
  long images() {
    return x.shape().dim(0);
  }

  /** The input channels of a group. */
  long inChannels() {
    return x.shape().dim(1) / groups;
  }

  /** The output channels of a group. */
  long outChannels() {
    return y.shape().dim(1) / groups;
  }

  long inPixels() {
    return x.shape().dim(2) * x.shape().dim(3);
  }

  long outPixels() {
    return y.shape().dim(2) * y.shape().dim(3);
  }
}
