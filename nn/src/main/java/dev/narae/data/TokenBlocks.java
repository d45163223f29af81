package dev.narae.data;

import dev.narae.DType;
import dev.narae.Tensor;

/**
 * Pieces of equal length of one long text, for language models: inputs I64 (batch, length), targets
 * the same shifted by one token.
 */
public final class TokenBlocks implements Dataset {
  private final Tensor tokens;
  private final long length;

  /**
   * The pieces of a text one after the other; what is left at its end is not used.
   *
   * @param length tokens in a piece; at least 1
   * @throws IllegalArgumentException if the text is too short for one piece and its target
   */
  public TokenBlocks(int[] tokens, int length) {
    if (length < 1 || tokens.length <= length) {
      throw new IllegalArgumentException(
          "TokenBlocks: %d tokens make no piece of %d and one more; give a longer text or shorter pieces"
              .formatted(tokens.length, length));
    }
    this.tokens = Tensor.of(tokens, tokens.length);
    this.length = length;
  }

  @Override
  public long size() {
    return (tokens.size() - 1) / length;
  }

  @Override
  public Batch get(long[] indices) {
    for (long index : indices) {
      Positions.check(index, size());
    }
    Tensor starts = Tensor.of(indices, indices.length, 1).mul(length);
    Tensor places = starts.add(Tensor.arange(length).reshape(1, length));
    return Batch.of(at(places, indices.length), at(places.add(1L), indices.length));
  }

  private Tensor at(Tensor places, int count) {
    return tokens.indexSelect(0, places.flatten()).reshape(count, length).to(DType.I64);
  }
}
