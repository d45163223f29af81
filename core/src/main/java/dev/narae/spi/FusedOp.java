package dev.narae.spi;

import dev.narae.Recurrence;
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

  /**
   * Average-pooling. Input: x (N, C, H, W). Output: (N, C, OH, OW); the sum of what a window meets
   * of the image, divided by {@code divisor} or, if that is 0, by the number of elements it meets.
   * Windows may reach over the end of the padded image, where they meet nothing.
   *
   * @param countPad whether the padding, but nothing beyond it, counts as met
   */
  record AvgPool2d(int kernelH, int kernelW, Window window, boolean countPad, int divisor)
      implements FusedOp {}

  /**
   * The gradient of {@link AvgPool2d}. Input: gradient (N, C, OH, OW). Output: (N, C, H, W),
   * overwritten.
   */
  record AvgPool2dGrad(AvgPool2d pool) implements FusedOp {}

  /**
   * Batch normalisation with the batch's own statistics. Inputs: x (N, C, …), weight and bias (C).
   * Outputs: y = (x - mean) · scale · weight + bias and, as F64 (C), the means, scale = 1 /
   * √(variance + eps), and the variances, found in a second pass.
   */
  record BatchNorm(double eps) implements FusedOp {}

  /**
   * The gradient of {@link BatchNorm}'s y. Inputs: gradient, x, weight, means and scale. Outputs:
   * the gradients for x, weight and bias.
   */
  record BatchNormGrad() implements FusedOp {}

  /**
   * A linear rule along a dimension. Inputs: x, positions (outputs, taps) as I64 and weights of
   * that shape. Output: x's shape with {@code outputs} along the axis; element i is the sum over k
   * of weights[i, k] · x[positions[i, k]], where a weight of 0 leaves its element out.
   */
  record Taps(int axis) implements FusedOp {}

  /**
   * The gradient of {@link Taps}. Inputs: gradient, positions and weights. Output: of x's shape,
   * overwritten.
   */
  record TapsGrad(int axis) implements FusedOp {}

  /** The softmax along the last dimension. Input and output: (…, n). */
  record Softmax() implements FusedOp {}

  /** The logarithm of the softmax along the last dimension. Input and output: (…, n). */
  record LogSoftmax() implements FusedOp {}

  /** The gradient of {@link Softmax}. Inputs: gradient and softmax. Output: (…, n). */
  record SoftmaxGrad() implements FusedOp {}

  /** The gradient of {@link LogSoftmax}. Inputs: gradient and log-softmax. Output: (…, n). */
  record LogSoftmaxGrad() implements FusedOp {}

  /**
   * Rows along the last dimension normalised: (x - m) / √(v + eps) · weight + bias, where m is a
   * row's mean and v its mean squared distance from m; if not {@code centred}, m is 0. Inputs: x
   * (…, n), then weight (n) and bias (n) if there are. Outputs: that (…, n), m (rows) and 1 / √(v +
   * eps) (rows), the last two in the dtype of the arithmetic.
   */
  record LayerNorm(boolean centred, double eps, boolean weight, boolean bias) implements FusedOp {}

  /**
   * The gradients of {@link LayerNorm}. Inputs: gradient and x, both (…, n), then weight (n) if
   * there is one, and its last two outputs. Outputs: those for x (…, n), weight (n) and bias (n),
   * as far as there are.
   */
  record LayerNormGrad(boolean centred, double eps, boolean weight, boolean bias)
      implements FusedOp {}

  /**
   * log(sum over j of e^x_j) - x_label for each row. Inputs: x (rows, classes) and labels (rows),
   * I64 and in range. Outputs (rows): that, the largest x_j, and the sum of e^x_j over that of the
   * largest, the last two in the dtype of the arithmetic.
   */
  record CrossEntropy() implements FusedOp {}

  /**
   * The gradient of {@link CrossEntropy} for x. Inputs: gradient (rows), x (rows, classes), labels
   * (rows), and its last two outputs. Output: (rows, classes).
   */
  record CrossEntropyGrad() implements FusedOp {}

  /**
   * Scaled dot-product attention: the average of the values, weighted by the softmax of {@code
   * scale} · query · keyᵀ; with {@code causal}, query i sees keys 0 to i only. Inputs: query (…, L,
   * E), key (…, S, E), value (…, S, V), no extent being 0. Outputs: the averages (…, L, V), and the
   * logarithm of the sum of each query's exponentials (…, L), of half precision in F32.
   */
  record Attention(double scale, boolean causal) implements FusedOp {}

  /**
   * The gradients of {@link Attention}. Inputs: gradient (…, L, V), query, key, value, the
   * logarithms (…, L), and for each query what all its scores' gradients are lowered by (…, L); of
   * half precision the last two are F32. Outputs: the gradients of query, key and value.
   */
  record AttentionGrad(double scale, boolean causal) implements FusedOp {}

  /**
   * All steps of a recurrence. Inputs: x (T, B, I), the state before the first step, tensors (B,
   * H), the weights of input and hidden state and, if {@code biases}, their biases, as {@link
   * dev.narae.RecurrentWeights} says; no extent is 0. Outputs: the hidden states (T, B, H); of an
   * LSTM the last cell state (B, H); if {@code training}, I8 as many as {@link
   * Backend#recurrentBytes} says, for the gradient.
   */
  record RecurrentLayer(Recurrence kind, boolean biases, boolean training) implements FusedOp {}

  /**
   * The gradients of {@link RecurrentLayer}. Inputs: the gradients of the hidden states (T, B, H)
   * and, of an LSTM, of the last cell state (B, H); all inputs of the forward call; its hidden
   * states; what it kept, to be left as it is. Outputs: the gradients of x if {@code input}, of the
   * state before, and of weights and biases if {@code weights}.
   */
  record RecurrentLayerGrad(Recurrence kind, boolean biases, boolean input, boolean weights)
      implements FusedOp {}
}
