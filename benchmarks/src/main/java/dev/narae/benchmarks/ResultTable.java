package dev.narae.benchmarks;

import java.util.List;
import java.util.Locale;

/** The table that a run prints: a line for each workload and variant. */
final class ResultTable {
  private ResultTable() {}

  static String header() {
    return format(
        "workload",
        "variant",
        "Narae",
        "libtorch",
        "ratio",
        "±",
        "target",
        "met",
        "limit",
        "speed");
  }

  static String line(Measurement measured, MachineLimits limits) {
    Workload workload = measured.line().workload();
    Variant variant = measured.line().variant();
    boolean first = measured.line().peer();
    double share = workload.work().share(measured.nanos(), limits);
    String target = first ? workload.target().toString() : "";
    boolean met = workload.target().isMet(measured.ratio(), share);
    return format(
        workload.name(),
        variant.toString(),
        Numbers.time(measured.nanos()),
        first ? Numbers.time(measured.torchNanos()) : "",
        first ? Numbers.of(measured.ratio()) : "",
        percent(measured.spread()),
        target,
        target.isEmpty() ? "" : met ? "yes" : "NO",
        variant.isCpu() && variant.threads() == limits.threads() ? percent(share) : "",
        workload.work().speed(measured.nanos()));
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /** The whole table, with what its columns mean. */
  static String of(List<Measurement> measurements, MachineLimits limits) {
    StringBuilder table = new StringBuilder(header()).append('\n');
    measurements.forEach(measured -> table.append(line(measured, limits)).append('\n'));
    return table
        .append(
            "Narae, libtorch: median time of an operation; ratio: median over turns taken in"
                + " pairs;\n")
        .append("±: half the way between the quarters; limit: share of the machine's limit, ")
        .append("measured in this run:\n")
        .append(limits)
        .append("\nGB/s: inputs and result counted once; 1 GB = 1e9 bytes\n")
        .toString();
  }

  private static String format(String... columns) {
    return String.format(
            Locale.ROOT, "%-48s %-18s %9s %9s %6s %5s %10s %-3s %5s  %s", (Object[]) columns)
        .stripTrailing();
  }
}
