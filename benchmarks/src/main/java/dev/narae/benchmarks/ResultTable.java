package dev.narae.benchmarks;

import java.util.List;
import java.util.Locale;

/** The table that a run prints: a line for each workload and variant. */
final class ResultTable {
  private static final String[] UNITS = {"ns", "µs", "ms", "s"};

  private ResultTable() {}

  static String header() {
    return format("workload", "variant", "time", "", "±", "speed", "");
  }

  static String line(Measurement measurement) {
    double nanoseconds = measurement.median();
    int unit = unit(nanoseconds);
    return format(
        measurement.line().workload().name(),
        measurement.line().variant().toString(),
        number(nanoseconds / Math.pow(1000, unit)),
        UNITS[unit],
        String.format(Locale.ROOT, "%.0f %%", 100 * measurement.spread()),
        number(measurement.rate()),
        measurement.line().workload().rate().unit().toString());
  }

  /** The whole table, with what its columns mean. */
  static String of(List<Measurement> measurements) {
    StringBuilder table = new StringBuilder(header()).append('\n');
    measurements.forEach(measurement -> table.append(line(measurement)).append('\n'));
    return table
        .append(
            "time: median of all iterations; ±: half the way from the fastest to the slowest;\n")
        .append("GB/s: inputs and result counted once; 1 GB = 1e9 bytes\n")
        .toString();
  }

  /** The largest unit in which there is at least 1 before the point. */
  private static int unit(double nanoseconds) {
    int unit = 0;
    for (double rest = nanoseconds; rest >= 1000 && unit < UNITS.length - 1; rest /= 1000) {
      unit++;
    }
    return unit;
  }

  /** Three digits that count, and no power of ten. */
  static String number(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  private static String format(String... columns) {
    return String.format(Locale.ROOT, "%-28s %-19s %9s %-3s %7s %12s %s", (Object[]) columns)
        .stripTrailing();
  }
}
