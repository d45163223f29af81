package dev.narae;

import java.util.List;

/**
 * Losses that compare scores or vectors with each other. Targets are 1 or -1. Without a {@link
 * Reduction} the result is the mean, a single number.
 */
public sealed interface MetricLosses permits Tensor {

  /** The mean margin ranking loss with margin 0. */
  default Tensor marginRankingLoss(Tensor other, Tensor target) {
    return marginRankingLoss(other, target, 0, Reduction.MEAN);
  }

  /**
   * max(0, margin - t (x - other)): where t is 1 this should be the larger by a margin, where it is
   * -1 the smaller.
   */
  default Tensor marginRankingLoss(
      Tensor other, Tensor target, double margin, Reduction reduction) {
    return PointwiseLoss.of(
        MetricFormulas.RANKING, reduction, List.of(margin), self(), other, target);
  }

  /** The mean hinge embedding loss with margin 1. */
  default Tensor hingeEmbeddingLoss(Tensor target) {
    return hingeEmbeddingLoss(target, 1, Reduction.MEAN);
  }

  /** The distance x where t is 1, max(0, margin - x) where it is -1. */
  default Tensor hingeEmbeddingLoss(Tensor target, double margin, Reduction reduction) {
    PointwiseLoss.check("hingeEmbeddingLoss", self(), target);
    return PointwiseLoss.of(MetricFormulas.HINGE, reduction, List.of(margin), self(), target);
  }

  /** The mean of log(1 + e^(-t x)), without overflow. */
  default Tensor softMarginLoss(Tensor target) {
    return softMarginLoss(target, Reduction.MEAN);
  }

  /** log(1 + e^(-t x)), without overflow. */
  default Tensor softMarginLoss(Tensor target, Reduction reduction) {
    PointwiseLoss.check("softMarginLoss", self(), target);
    return PointwiseLoss.of(MetricFormulas.SOFT_MARGIN, reduction, List.of(), self(), target);
  }

  /** The mean cosine embedding loss with margin 0. */
  default Tensor cosineEmbeddingLoss(Tensor other, Tensor target) {
    return cosineEmbeddingLoss(other, target, 0, Reduction.MEAN);
  }

  /**
   * For the cosine c of the angle between two vectors along the last dimension: 1 - c where t is 1,
   * max(0, c - margin) where it is -1.
   *
   * @param target the shape of the vectors without the last dimension
   */
  default Tensor cosineEmbeddingLoss(
      Tensor other, Tensor target, double margin, Reduction reduction) {
    Tensor cosine = self().cosineSimilarity(other, -1);
    PointwiseLoss.check("cosineEmbeddingLoss", cosine, target);
    return PointwiseLoss.of(MetricFormulas.COSINE, reduction, List.of(margin), cosine, target);
  }

  /** The mean triplet margin loss with Euclidean distances and margin 1. */
  default Tensor tripletMarginLoss(Tensor positive, Tensor negative) {
    return tripletMarginLoss(positive, negative, TripletOptions.DEFAULT);
  }

  /**
   * max(0, margin + d(x, positive) - d(x, negative)) for distances of vectors along the last
   * dimension (Balntas et al. 2016).
   */
  default Tensor tripletMarginLoss(Tensor positive, Tensor negative, TripletOptions options) {
    Tensor near = self().pairwiseDistance(positive, options.p(), options.eps());
    Tensor far = self().pairwiseDistance(negative, options.p(), options.eps());
    if (options.swap()) {
      far = far.minimum(positive.pairwiseDistance(negative, options.p(), options.eps()));
    }
    return PointwiseLoss.of(
        MetricFormulas.TRIPLET, options.reduction(), List.of(options.margin()), near, far);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
