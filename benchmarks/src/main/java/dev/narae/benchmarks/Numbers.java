package dev.narae.benchmarks;

import java.util.Locale;

/** How numbers are printed. */
final class Numbers {
  private static final String[] UNITS = {"ns", "µs", "ms", "s"};

  private Numbers() {}

  /** Three digits that count, and no power of ten. */
  static String of(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** A time in the largest unit in which there is at least 1 before the point. */
  static String time(double nanoseconds) {
    int unit = 0;
    double rest = nanoseconds;
    while (rest >= 1000 && unit < UNITS.length - 1) {
      rest /= 1000;
      unit++;
    }
    return of(rest) + " " + UNITS[unit];
  }

  /** The middle of sorted numbers. */
  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Half the distance between the quarters, as a share of the median. */
  static double spread(double[] sorted) {
    int quarter = sorted.length / 4;
    return (sorted[sorted.length - 1 - quarter] - sorted[quarter]) / 2 / median(sorted);
  }
}
