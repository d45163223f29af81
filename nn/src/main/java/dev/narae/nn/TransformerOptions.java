package dev.narae.nn;

import dev.narae.Tensor;
import java.util.function.UnaryOperator;

/**
 * How a layer of a transformer is built.
 *
 * @param feedforward the width of the inner layer
 * @param dropout the probability with which a number is zeroed in training, in [0, 1]
 * @param activation of the inner layer, such as {@code Tensor::relu} or {@code Tensor::gelu}
 * @param normFirst whether normalisation comes before attention and inner layer, and not after them
 * @param batchFirst whether inputs and outputs are (batch, steps, …) and not (steps, batch, …)
 * @param bias whether there are biases
 * @param eps added to variances in the normalisation
 */
public record TransformerOptions(
    long feedforward,
    double dropout,
    UnaryOperator<Tensor> activation,
    boolean normFirst,
    boolean batchFirst,
    boolean bias,
    double eps) {
  /** The publication's values: 2048, 0.1, the rectifier, normalisation last; steps first. */
  public static final TransformerOptions DEFAULT =
      new TransformerOptions(2048, 0.1, Tensor::relu, false, false, true, 1e-5);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public TransformerOptions {
    Checks.positive("TransformerOptions", "feedforward", feedforward);
    Checks.probability("TransformerOptions", dropout);
    Checks.notNegative("TransformerOptions", "eps", eps);
  }

  /** The same with an inner layer of another width. */
  public TransformerOptions feedforward(long width) {
    return new TransformerOptions(width, dropout, activation, normFirst, batchFirst, bias, eps);
  }

  /** The same with another dropout. */
  public TransformerOptions dropout(double probability) {
    return new TransformerOptions(
        feedforward, probability, activation, normFirst, batchFirst, bias, eps);
  }

  /** The same with another activation. */
  public TransformerOptions activation(UnaryOperator<Tensor> function) {
    return new TransformerOptions(feedforward, dropout, function, normFirst, batchFirst, bias, eps);
  }

  /** The same with normalisation first. */
  public TransformerOptions withNormFirst() {
    return new TransformerOptions(feedforward, dropout, activation, true, batchFirst, bias, eps);
  }

  /** The same for inputs and outputs (batch, steps, …). */
  public TransformerOptions withBatchFirst() {
    return new TransformerOptions(feedforward, dropout, activation, normFirst, true, bias, eps);
  }

  /** The same without biases. */
  public TransformerOptions withoutBias() {
    return new TransformerOptions(
        feedforward, dropout, activation, normFirst, batchFirst, false, eps);
  }

  /** The same with another number added to variances. */
  public TransformerOptions eps(double value) {
    return new TransformerOptions(
        feedforward, dropout, activation, normFirst, batchFirst, bias, value);
  }

  /** The same choices for the attention within. */
  MultiheadAttentionOptions attention() {
    MultiheadAttentionOptions options = MultiheadAttentionOptions.DEFAULT.dropout(dropout);
    options = bias ? options : options.withoutBias();
    return batchFirst ? options.withBatchFirst() : options;
  }
}
