package dev.narae.nn;

import dev.narae.Tensor;
import dev.narae.TripletOptions;

/**
 * max(0, d(anchor, positive) - d(anchor, negative) + margin) of each row, d being the distance of
 * order p (Balntas et al., "Learning local feature descriptors with triplets and shallow
 * convolutional neural networks", 2016).
 */
public final class TripletMarginLoss extends Module {
  private final TripletOptions options;

  /** The mean for Euclidean distances and margin 1. */
  public TripletMarginLoss() {
    this(TripletOptions.DEFAULT);
  }

  /** With options. */
  public TripletMarginLoss(TripletOptions options) {
    this.options = options;
  }

  /** The loss of rows (N, D) or (D), all of one shape, reduced. */
  public Tensor call(Tensor anchor, Tensor positive, Tensor negative) {
    return anchor.tripletMarginLoss(positive, negative, options);
  }

  @Override
  protected String settings() {
    return options.toString();
  }
}
