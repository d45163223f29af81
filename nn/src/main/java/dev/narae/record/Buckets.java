package dev.narae.record;

/**
 * Numbers counted in ranges, as a histogram of TensorBoard holds them; those not finite left out.
 */
final class Buckets {
  private static final int RANGES = 30;

  private final double min;
  private final double max;
  private final double count;
  private final double sum;
  private final double squares;
  private final double[] limits;
  private final double[] counts;

  private Buckets(
      double min,
      double max,
      double count,
      double sum,
      double squares,
      double[] limits,
      double[] counts) {
    this.min = min;
    this.max = max;
    this.count = count;
    this.sum = sum;
    this.squares = squares;
    this.limits = limits;
    this.counts = counts;
  }

  double count() {
    return count;
  }

  /** How many numbers lie in a range. */
  double count(int range) {
    return counts[range];
  }

  static Buckets of(double[] numbers) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double count = 0;
    double sum = 0;
    double squares = 0;
    for (double number : numbers) {
      if (Double.isFinite(number)) {
        min = Math.min(min, number);
        max = Math.max(max, number);
        count++;
        sum += number;
        squares += number * number;
      }
    }
    if (count == 0) {
      return new Buckets(0, 0, 0, 0, 0, new double[] {0}, new double[] {0});
    }
    double[] limits = new double[RANGES];
    double width = (max - min) / RANGES;
    for (int i = 0; i < RANGES; i++) {
      limits[i] = min + (i + 1) * width;
    }
    limits[RANGES - 1] = max;
    return new Buckets(min, max, count, sum, squares, limits, counts(numbers, min, width));
  }

  private static double[] counts(double[] numbers, double min, double width) {
    double[] counts = new double[RANGES];
    for (double number : numbers) {
      if (Double.isFinite(number)) {
        int range = width > 0 ? (int) ((number - min) / width) : 0;
        counts[Math.min(range, RANGES - 1)]++;
      }
    }
    return counts;
  }

  ProtoWriter message() {
    return new ProtoWriter()
        .real(1, min)
        .real(2, max)
        .real(3, count)
        .real(4, sum)
        .real(5, squares)
        .reals(6, limits)
        .reals(7, counts);
  }
}
