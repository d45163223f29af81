package dev.narae.benchmarks;

import dev.narae.benchmarks.rows.ConvolutionRows;
import dev.narae.benchmarks.rows.ElementwiseRows;
import dev.narae.benchmarks.rows.LayerRows;
import dev.narae.benchmarks.rows.MatmulRows;
import dev.narae.benchmarks.rows.ReductionRows;
import dev.narae.benchmarks.rows.ReportRows;
import dev.narae.benchmarks.rows.SequenceRows;
import java.util.ArrayList;
import java.util.List;

/** All that is measured, in the order of the table. */
final class Workloads {
  private Workloads() {}

  static List<Workload> all() {
    List<Workload> all = new ArrayList<>();
    all.addAll(ReportRows.all());
    all.addAll(MatmulRows.all());
    all.addAll(ElementwiseRows.all());
    all.addAll(ReductionRows.all());
    all.addAll(ConvolutionRows.all());
    all.addAll(LayerRows.all());
    all.addAll(SequenceRows.all());
    return List.copyOf(all);
  }

  /** The workload of a name. */
  static Workload named(String name) {
    return all().stream()
        .filter(workload -> workload.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no workload is named '" + name + "'"));
  }
}
