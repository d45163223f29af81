package dev.narae.nn;

import dev.narae.Tensor;

/**
 * What a decoder's steps may not see.
 *
 * @param target which steps of the target others may not see
 * @param memory which steps of the memory, the encoder's output, the target's may not see
 */
public record DecoderMasks(AttentionMasks target, AttentionMasks memory) {
  /** Every step sees every step. */
  public static final DecoderMasks NONE =
      new DecoderMasks(AttentionMasks.NONE, AttentionMasks.NONE);

  /** Every step of the target sees those before it only, and the whole memory. */
  public static final DecoderMasks CAUSAL =
      new DecoderMasks(AttentionMasks.NONE.withCausal(), AttentionMasks.NONE);

  /** The same with steps of the target that are padding, as {@link AttentionMasks} says. */
  public DecoderMasks targetPadding(Tensor mask) {
    return new DecoderMasks(target.keyPadding(mask), memory);
  }

  /** The same with steps of the memory that are padding, as {@link AttentionMasks} says. */
  public DecoderMasks memoryPadding(Tensor mask) {
    return new DecoderMasks(target, memory.keyPadding(mask));
  }
}
