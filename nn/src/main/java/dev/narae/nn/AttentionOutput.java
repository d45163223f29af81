package dev.narae.nn;

import dev.narae.Tensor;
import java.util.List;

/**
 * What a {@link MultiheadAttention} returns when its weights are wanted.
 *
 * @param output of the query's shape
 * @param weights how much each query took of each key, (batch, heads, queries, keys), or without a
 *     batch (heads, queries, keys); the mean over the heads is what PyTorch returns by default
 */
public record AttentionOutput(Tensor output, Tensor weights) {
  List<Tensor> tensors() {
    return List.of(output, weights);
  }
}
