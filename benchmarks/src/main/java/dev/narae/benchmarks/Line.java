package dev.narae.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A line of the table: what is measured, and how it is computed.
 *
 * @param workload what
 * @param variant how
 * @param peer whether libtorch is measured in turn with it
 */
record Line(Workload workload, Variant variant, boolean peer) {

  /**
   * All lines of a run, in the table's order.
   *
   * @param peers whether libtorch is there; it takes part in lines of the first variant
   * @param everyVariant also where a full run leaves them out
   */
  static List<Line> all(
      int threads, boolean quick, boolean peers, boolean everyVariant, Predicate<String> wanted) {
    List<Variant> variants = Variant.of(Variant.widths(), threads, Variant.hasCuda());
    List<Line> lines = new ArrayList<>();
    for (Workload workload : Workloads.all()) {
      if (quick && !workload.kind().quick()) {
        continue;
      }
      lines.add(new Line(workload, variants.getFirst(), peers));
      if (everyVariant || (!quick && workload.kind().variants())) {
        variants.stream().skip(1).forEach(other -> lines.add(new Line(workload, other, false)));
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
