package dev.narae;

/**
 * How a triplet margin loss measures.
 *
 * @param margin how much farther the negative should be
 * @param p the order of the distance
 * @param eps added to each difference
 * @param swap whether the distance of positive and negative counts if it is the smaller
 * @param reduction what becomes of the losses of the triplets
 */
public record TripletOptions(
    double margin, double p, double eps, boolean swap, Reduction reduction) {
  /** The mean for Euclidean distances and margin 1. */
  public static final TripletOptions DEFAULT =
      new TripletOptions(1, 2, 1e-6, false, Reduction.MEAN);

  /** The same with another margin. */
  public TripletOptions margin(double other) {
    return new TripletOptions(other, p, eps, swap, reduction);
  }

  /** The same with distances of another order. */
  public TripletOptions p(double order) {
    return new TripletOptions(margin, order, eps, swap, reduction);
  }

  /** The same, with the nearer of anchor and positive compared with the negative. */
  public TripletOptions swapping() {
    return new TripletOptions(margin, p, eps, true, reduction);
  }

  /** The same with another reduction. */
  public TripletOptions reduction(Reduction other) {
    return new TripletOptions(margin, p, eps, swap, other);
  }
}
