package dev.narae;

import org.jspecify.annotations.Nullable;

/**
 * What {@link Attention#scaledDotProductAttention} may see, and how it weighs.
 *
 * @param mask broadcastable to (…, L, S): BOOL, true where a query may see a key, or floating and
 *     then added to the scores; null for no mask
 * @param causal whether query i sees keys 0 to i only
 * @param scale the factor of the scores; null for 1 / √E
 * @param dropout the probability of a weight to be dropped
 */
public record AttentionOptions(
    @Nullable Tensor mask, boolean causal, @Nullable Double scale, double dropout) {
  /** Every query sees every key, scores are divided by √E, and no weight is dropped. */
  public static final AttentionOptions DEFAULT = new AttentionOptions(null, false, null, 0);

  /** The same with a mask, or without if that is null. */
  public AttentionOptions withMask(@Nullable Tensor newMask) {
    return new AttentionOptions(newMask, causal, scale, dropout);
  }

  /** The same where query i sees keys 0 to i only. */
  public AttentionOptions withCausal() {
    return new AttentionOptions(mask, true, scale, dropout);
  }

  /** The same with a factor of the scores. */
  public AttentionOptions withScale(double factor) {
    return new AttentionOptions(mask, causal, factor, dropout);
  }

  /** The same with weights dropped with a probability. */
  public AttentionOptions withDropout(double probability) {
    return new AttentionOptions(mask, causal, scale, probability);
  }
}
