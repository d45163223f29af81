package dev.narae.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A line of the table: what is measured, and how it is computed.
 *
 * @param workload what
 * @param variant how
 */
record Line(Workload workload, Variant variant) {

  /** All lines of a run, in the table's order. */
  static List<Line> all(int threads, boolean quick, Predicate<String> wanted) {
    List<Variant> variants = Variant.of(Variant.widths(), threads, quick);
    List<Line> lines = new ArrayList<>();
    for (Workload workload : Workloads.all()) {
      if (workload.quick() || !quick) {
        variants.forEach(variant -> lines.add(new Line(workload, variant)));
      }
    }
    lines.removeIf(line -> !wanted.test(line.toString()));
    return List.copyOf(lines);
  }

  @Override
  public String toString() {
    return workload.name() + ", " + variant;
  }
}
