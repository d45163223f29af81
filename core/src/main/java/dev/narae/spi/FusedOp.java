package dev.narae.spi;

import dev.narae.Window;

/**
 * A computation that a backend may have a kernel of its own for. Where it has none, core runs the
 * same computation out of smaller ones, so results never depend on which is there.
 */
public sealed interface FusedOp {

  /**
   * Cross-correlation. Inputs: x (N, C, H, W), weight (O, C/groups, KH, KW) and, if {@code bias},
   * bias (O). Output: (N, O, OH, OW).
   */
  record Conv2d(Window window, int groups, boolean bias) implements FusedOp {}

  /**
   * The gradient of {@link Conv2d} for its input. Inputs: gradient (N, O, OH, OW), weight. Output:
   * (N, C, H, W).
   */
  record Conv2dInputGrad(Window window, int groups) implements FusedOp {}

  /**
   * The gradient of {@link Conv2d} for its weight. Inputs: x, gradient (N, O, OH, OW). Output: (O,
   * C/groups, KH, KW).
   */
  record Conv2dWeightGrad(Window window, int groups) implements FusedOp {}

  /**
   * Max-pooling. Input: x (N, C, H, W). Outputs: the maxima (N, C, OH, OW) and, as I64, the
   * position h * W + w of each (the first at ties; a NaN wins). Padding counts as negative
   * infinity.
   */
  record MaxPool2d(int kernelH, int kernelW, Window window) implements FusedOp {}

  /**
   * The gradient of {@link MaxPool2d}. Inputs: gradient (N, C, OH, OW) and positions as I64.
   * Output: (N, C, H, W), overwritten: each gradient added at its position, 0 elsewhere.
   */
  record MaxPool2dGrad() implements FusedOp {}

  /** The softmax along the last dimension. Input and output: (…, n). */
  record Softmax() implements FusedOp {}

  /** The logarithm of the softmax along the last dimension. Input and output: (…, n). */
  record LogSoftmax() implements FusedOp {}

  /** The gradient of {@link Softmax}. Inputs: gradient and softmax. Output: (…, n). */
  record SoftmaxGrad() implements FusedOp {}

  /** The gradient of {@link LogSoftmax}. Inputs: gradient and log-softmax. Output: (…, n). */
  record LogSoftmaxGrad() implements FusedOp {}
}
