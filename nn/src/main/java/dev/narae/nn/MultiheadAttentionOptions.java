package dev.narae.nn;

/**
 * How a {@link MultiheadAttention} is built.
 *
 * @param dropout the probability with which a weight is zeroed in training
 * @param bias whether the projections have biases
 * @param batchFirst whether inputs and outputs are (batch, steps, …) and not (steps, batch, …)
 */
public record MultiheadAttentionOptions(double dropout, boolean bias, boolean batchFirst) {
  /** No dropout, with biases, steps first. */
  public static final MultiheadAttentionOptions DEFAULT =
      new MultiheadAttentionOptions(0, true, false);

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the probability is none
   */
  public MultiheadAttentionOptions {
    Checks.probability("MultiheadAttention", dropout);
  }

  /** The same with dropout of the weights. */
  public MultiheadAttentionOptions dropout(double probability) {
    return new MultiheadAttentionOptions(probability, bias, batchFirst);
  }

  /** The same without biases. */
  public MultiheadAttentionOptions withoutBias() {
    return new MultiheadAttentionOptions(dropout, false, batchFirst);
  }

  /** The same for inputs and outputs (batch, steps, …). */
  public MultiheadAttentionOptions withBatchFirst() {
    return new MultiheadAttentionOptions(dropout, bias, true);
  }
}
