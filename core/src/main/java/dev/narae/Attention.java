package dev.narae;

/** Attention: each query gets an average of the values, weighted by how well their keys fit. */
public sealed interface Attention permits Tensor {

  /** {@link #scaledDotProductAttention(Tensor, Tensor, AttentionOptions)} without a mask. */
  default Tensor scaledDotProductAttention(Tensor key, Tensor value) {
    return scaledDotProductAttention(key, value, AttentionOptions.DEFAULT);
  }

  /**
   * softmax(query · keyᵀ / √E + mask) · value (Vaswani et al.: Attention Is All You Need, 2017,
   * equation 1), this being the query. A query that may see no key gets zeros.
   *
   * @param key (…, S, E) for queries (…, L, E); leading dimensions are broadcast
   * @param value (…, S, V); the result is (…, L, V)
   * @throws ShapeException if shapes or the mask's shape do not fit
   * @throws DTypeException if dtypes differ or are not floating
   * @throws IllegalArgumentException if there is a mask and the options are causal too
   */
  default Tensor scaledDotProductAttention(Tensor key, Tensor value, AttentionOptions options) {
    return DotProductAttention.run((Tensor) this, key, value, options);
  }
}
