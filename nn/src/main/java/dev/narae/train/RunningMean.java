package dev.narae.train;

/** The mean of numbers that come in one by one, such as the losses of an epoch's batches. */
public final class RunningMean {
  private double sum;
  private long weight;

  /** A mean of nothing yet. */
  public RunningMean() {}

  /**
   * Adds a number that stands for several.
   *
   * @param value the mean of {@code count} numbers
   * @param count how many; 0 or more
   */
  public void add(double value, long count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          "RunningMean: the count is %d; it must be 0 or more".formatted(count));
    }
    sum += value * count;
    weight += count;
  }

  /** The mean so far; NaN of nothing. */
  public double value() {
    return sum / weight;
  }

  /** How many numbers were added. */
  public long count() {
    return weight;
  }
}
