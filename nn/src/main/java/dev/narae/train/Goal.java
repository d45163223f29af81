package dev.narae.train;

/** Which figures are better. */
public enum Goal {
  /** Smaller ones, such as losses. */
  SMALLER,
  /** Larger ones, such as accuracies. */
  LARGER;

  /** The figure that any other improves on. */
  double worst() {
    return this == SMALLER ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }

  /** Whether a figure is better than another by more than a margin; NaN never is. */
  boolean improves(double value, double best, double margin) {
    return this == SMALLER ? value < best - margin : value > best + margin;
  }
}
