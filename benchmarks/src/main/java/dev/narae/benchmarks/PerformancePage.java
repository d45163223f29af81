package dev.narae.benchmarks;

import dev.narae.benchmarks.Growth.Point;
import dev.narae.benchmarks.RunRecord.Row;
import dev.narae.examples.report.AtomicFile;
import dev.narae.examples.report.Fonts;
import dev.narae.examples.report.Png;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page {@code docs/performance.md}, made of a run's figures and of nothing else. */
final class PerformancePage {
  private static final String HEADLINE = "cnn training, batch 32";
  private static final double SCALING_TARGET = 1.9;

  private static final String METHOD =
      """
      Both sides run in one process and take turns of 40 ms, so that both see the same machine; times
      are medians, ratios medians over the pairs of turns, ± half the way between their quarters.
      libtorch is called through JavaCPP, which adds a microsecond or two to each call, with one or
      all threads for OpenBLAS, whichever is faster for the workload. "Limit" is the share of the
      fused multiply-adds, or of the memory's bandwidth, that Java's vectors reach here at best.
      """;

  private final RunRecord run;
  private final StringBuilder text = new StringBuilder();

  private PerformancePage(RunRecord run) {
    this.run = run;
  }

  /** Writes the page and its plots beside it. */
  static void write(RunRecord run, Path page) throws IOException {
    List<Growth> growths = Growth.of(run);
    if (Fonts.usable()) {
      for (Growth growth : growths) {
        Png.write(page.resolveSibling(growth.file()), GrowthPlot.draw(growth));
      }
    }
    AtomicFile.write(page, text(run));
  }

  /** The page's text. */
  static String text(RunRecord run) {
    PerformancePage page = new PerformancePage(run);
    page.head();
    page.targets();
    page.variants();
    page.scaling();
    Growth.of(run).forEach(page::growth);
    page.costs();
    return page.text.toString();
  }

  /** The sentence for the README, empty if the run did not compare the network's training. */
  static Optional<String> headline(RunRecord run) {
    return run.mainRows().stream()
        .filter(row -> row.workload().equals(HEADLINE) && row.ratio() != null)
        .findFirst()
        .map(
            row ->
                ("Training the report's network, batch 32, %d threads of %s: **%s images a second,"
                        + " %s times libtorch** in the same process.")
                    .formatted(
                        row.threads(),
                        run.machine().processor(),
                        row.speed().replace(" /s", ""),
                        number(row.ratio())));
  }

  private void head() {
    Machine machine = run.machine();
    String torch = machine.torch();
    line("# Performance");
    line("");
    line("Written by `./narae bench --report` from the figures of one run.");
    line("");
    row("", "");
    line("|---|---|");
    row("processor", machine.processor() + ", " + machine.cores() + " cores");
    row("vectors", machine.vectorBits() + " bits");
    row("limits", run.limits());
    row("system", machine.system());
    row("Java", machine.jdk());
    row("Narae", machine.narae());
    row("libtorch", torch == null ? "not measured" : torch);
    row("date", run.date() + (run.quick() ? ", a quick run" : ""));
    line("");
    headline(run).ifPresent(sentence -> line(sentence + "\n"));
    line(METHOD);
  }

  private void targets() {
    line("## Against libtorch");
    line("");
    row("workload", "Narae", "libtorch", "ratio", "±", "target", "met", "limit");
    line("|---|--:|--:|--:|--:|--:|---|--:|");
    for (Row row : run.mainRows()) {
      String target = row.target().toString();
      row(
          row.workload(),
          Numbers.time(row.nanos()),
          time(row.torchNanos()),
          number(row.ratio()),
          percent(row.spread()),
          target,
          target.isEmpty() ? "" : met(row.isMet()),
          percent(row.share()));
    }
    line("");
  }

  private void variants() {
    line("## Vector widths and threads");
    line("");
    row("workload", "variant", "time", "times the time of the first");
    line("|---|---|--:|--:|");
    for (Row first : run.mainRows()) {
      for (Row other : othersOf(first)) {
        row(
            first.workload(),
            other.variant(),
            Numbers.time(other.nanos()),
            Numbers.of(other.nanos() / first.nanos()));
      }
    }
    line("");
  }

  private List<Row> othersOf(Row first) {
    return run.rows().stream()
        .filter(row -> row.workload().equals(first.workload()) && !row.equals(first))
        .toList();
  }

  private void scaling() {
    int threads = run.limits().threads();
    line("## From one thread to " + threads);
    line("");
    row("workload", "1 thread", threads + " threads", "times as fast", "target", "met");
    line("|---|--:|--:|--:|--:|---|");
    for (Row first : run.mainRows()) {
      for (Row other : othersOf(first)) {
        if (other.variant().equals(Variant.cpu(first.vectorBits(), 1))) {
          double factor = other.nanos() / first.nanos();
          boolean wanted = threads == 2 && first.workload().matches("(matmul|conv2d).*");
          row(
              first.workload(),
              Numbers.time(other.nanos()),
              Numbers.time(first.nanos()),
              Numbers.of(factor),
              wanted ? Numbers.of(SCALING_TARGET) : "",
              wanted ? met(factor >= SCALING_TARGET) : "");
        }
      }
    }
    line("");
  }

  private void growth(Growth growth) {
    line("## " + growth.title());
    line("");
    row(growth.sizeName(), "Narae", "libtorch", "ratio", "speed");
    line("|--:|--:|--:|--:|--:|");
    for (Point point : growth.points()) {
      Row row = point.row();
      row(
          point.size(),
          Numbers.time(row.nanos()),
          time(row.torchNanos()),
          number(row.ratio()),
          row.speed());
    }
    line("");
    line("![" + growth.title() + "](" + growth.file() + ")");
    line("");
  }

  private void costs() {
    line("## Start and heap");
    line("");
    line("How long a workload runs until all its kernels are compiled, and what one operation");
    line("allocates on the Java heap, on the calling thread.");
    line("");
    row("workload", "to full speed", "heap");
    line("|---|--:|--:|");
    for (Row row : run.mainRows()) {
      row(row.workload(), Numbers.time(row.warmMillis() * 1e6), Math.round(row.heapBytes()) + " B");
    }
  }

  private static String met(boolean is) {
    return is ? "yes" : "**no**";
  }

  private static String time(@Nullable Double nanos) {
    return nanos == null ? "" : Numbers.time(nanos);
  }

  private static String number(@Nullable Double value) {
    return value == null ? "" : Numbers.of(value);
  }

  private static String percent(@Nullable Double share) {
    return share == null ? "" : Math.round(100 * share) + " %";
  }

  private void row(Object... cells) {
    line(Arrays.stream(cells).map(Object::toString).collect(Collectors.joining(" | ", "| ", " |")));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
