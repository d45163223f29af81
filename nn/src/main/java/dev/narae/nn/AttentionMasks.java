package dev.narae.nn;

import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Which keys the queries of a {@link MultiheadAttention} may not see. As in PyTorch, truth here
 * hides a key, whereas in {@link Tensor#scaledDotProductAttention} it shows one.
 *
 * @param attention (queries, keys) or (batch · heads, queries, keys): BOOL, true where a query may
 *     not see a key, or floating and then added to the scores; null for none
 * @param keyPadding (batch, keys), or (keys) without a batch: BOOL, true where a key is padding, or
 *     floating and then added to the scores; null for none
 * @param causal whether query i sees keys 0 to i only
 */
public record AttentionMasks(
    @Nullable Tensor attention, @Nullable Tensor keyPadding, boolean causal) {
  /** Every query sees every key. */
  public static final AttentionMasks NONE = new AttentionMasks(null, null, false);

  /** The same with keys hidden from some queries. */
  public AttentionMasks attention(Tensor mask) {
    return new AttentionMasks(mask, keyPadding, causal);
  }

  /** The same with keys hidden from all queries. */
  public AttentionMasks keyPadding(Tensor mask) {
    return new AttentionMasks(attention, mask, causal);
  }

  /** The same where query i sees keys 0 to i only. */
  public AttentionMasks withCausal() {
    return new AttentionMasks(attention, keyPadding, true);
  }
}
