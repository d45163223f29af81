package dev.narae;

import org.jspecify.annotations.Nullable;

/**
 * How a binary cross-entropy weighs its elements.
 *
 * @param weight a factor for the loss of each element, broadcast to the input; null for 1
 * @param posWeight a factor for positive targets, broadcast to the input; null for 1
 * @param reduction what becomes of the losses of the elements
 */
public record BinaryLossOptions(
    @Nullable Tensor weight, @Nullable Tensor posWeight, Reduction reduction) {
  /** The unweighted mean. */
  public static final BinaryLossOptions DEFAULT = new BinaryLossOptions(null, null, Reduction.MEAN);

  /** The same with a factor for the loss of each element. */
  public BinaryLossOptions weight(Tensor factor) {
    return new BinaryLossOptions(factor, posWeight, reduction);
  }

  /** The same with a factor for positive targets, to trade recall against precision. */
  public BinaryLossOptions posWeight(Tensor factor) {
    return new BinaryLossOptions(weight, factor, reduction);
  }

  /** The same with another reduction. */
  public BinaryLossOptions reduction(Reduction other) {
    return new BinaryLossOptions(weight, posWeight, other);
  }
}
