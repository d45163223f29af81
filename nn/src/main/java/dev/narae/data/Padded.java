package dev.narae.data;

import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.Arrays;

/** Tensors filled up to a common shape. */
final class Padded {
  private Padded() {}

  /** Each tensor filled up behind its end, in every dimension, to the largest extent of all. */
  static Tensor[] toLargest(Tensor[] tensors, double value) {
    long[] largest = tensors[0].shape().dims();
    for (Tensor tensor : tensors) {
      if (tensor.rank() != largest.length) {
        throw new ShapeException(
            "Collate.padding: shapes %s and %s differ in rank; give samples of one rank"
                .formatted(tensors[0].shape(), tensor.shape()));
      }
      for (int d = 0; d < largest.length; d++) {
        largest[d] = Math.max(largest[d], tensor.dim(d));
      }
    }
    return Arrays.stream(tensors).map(t -> filled(t, largest, value)).toArray(Tensor[]::new);
  }

  private static Tensor filled(Tensor tensor, long[] extents, double value) {
    long[] amounts = new long[2 * extents.length];
    for (int d = 0; d < extents.length; d++) {
      // Amounts are given as PyTorch does: the last dimension first, before and after.
      amounts[2 * (extents.length - 1 - d) + 1] = extents[d] - tensor.dim(d);
    }
    return Arrays.stream(amounts).allMatch(a -> a == 0) ? tensor : tensor.pad(amounts, value);
  }
}
