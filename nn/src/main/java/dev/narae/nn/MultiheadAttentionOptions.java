package dev.narae.nn;

import java.util.OptionalLong;

/**
 * How a {@link MultiheadAttention} is built.
 *
 * @param dropout the probability with which a weight is zeroed in training
 * @param bias whether the projections have biases
 * @param batchFirst whether inputs and outputs are (batch, steps, …) and not (steps, batch, …)
 * @param keyWidth the numbers at each step of the keys; empty for as many as the queries have
 * @param valueWidth the numbers at each step of the values; empty for as many as the queries have
 * @param learnedKey whether a key and a value that are learned follow the others
 * @param zeroKey whether a key and a value of zeros follow the others
 */
public record MultiheadAttentionOptions(
    double dropout,
    boolean bias,
    boolean batchFirst,
    OptionalLong keyWidth,
    OptionalLong valueWidth,
    boolean learnedKey,
    boolean zeroKey) {
  /** No dropout, with biases, steps first; keys and values as wide as queries, and none added. */
  public static final MultiheadAttentionOptions DEFAULT =
      new MultiheadAttentionOptions(
          0, true, false, OptionalLong.empty(), OptionalLong.empty(), false, false);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the probability is none or a width is not positive
   */
  public MultiheadAttentionOptions {
    Checks.probability("MultiheadAttention", dropout);
    keyWidth.ifPresent(width -> Checks.positive("MultiheadAttention", "the keys' width", width));
    valueWidth.ifPresent(
        width -> Checks.positive("MultiheadAttention", "the values' width", width));
  }

  /** The same with dropout of the weights. */
  public MultiheadAttentionOptions dropout(double probability) {
    return new MultiheadAttentionOptions(
        probability, bias, batchFirst, keyWidth, valueWidth, learnedKey, zeroKey);
  }

  /** The same without biases. */
  public MultiheadAttentionOptions withoutBias() {
    return new MultiheadAttentionOptions(
        dropout, false, batchFirst, keyWidth, valueWidth, learnedKey, zeroKey);
  }

  /** The same for inputs and outputs (batch, steps, …). */
  public MultiheadAttentionOptions withBatchFirst() {
    return new MultiheadAttentionOptions(
        dropout, bias, true, keyWidth, valueWidth, learnedKey, zeroKey);
  }

  /** The same for keys and values that are wider or narrower than queries. */
  public MultiheadAttentionOptions widths(long keys, long values) {
    return new MultiheadAttentionOptions(
        dropout,
        bias,
        batchFirst,
        OptionalLong.of(keys),
        OptionalLong.of(values),
        learnedKey,
        zeroKey);
  }

  /** The same with a learned key and value after the others: {@code add_bias_kv} of PyTorch. */
  public MultiheadAttentionOptions withLearnedKey() {
    return new MultiheadAttentionOptions(
        dropout, bias, batchFirst, keyWidth, valueWidth, true, zeroKey);
  }

  /**
   * The same with a key and a value of zeros after the others, so that a query may look at nothing:
   * {@code add_zero_attn} of PyTorch.
   */
  public MultiheadAttentionOptions withZeroKey() {
    return new MultiheadAttentionOptions(
        dropout, bias, batchFirst, keyWidth, valueWidth, learnedKey, true);
  }
}
