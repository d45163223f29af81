package dev.narae.benchmarks;

import dev.narae.benchmarks.RunRecord.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the time of a workload grows with one size.
 *
 * @param title of its table and plot
 * @param sizeName what the size is
 * @param file of its plot, beside the page
 * @param points by size
 */
record Growth(String title, String sizeName, String file, List<Point> points) {
  /** A size and what was measured there. */
  record Point(long size, Row row) {}

  /** All that the page shows; those of which a run has fewer than two sizes are left out. */
  static List<Growth> of(RunRecord run) {
    List<Growth> all = new ArrayList<>();
    add(all, run, "matmul (\\d+)x\\1x\\1", "Square matrix products", "n", "performance-matmul.png");
    add(
        all,
        run,
        "conv2d \\(8,64,(\\d+)²→64, 3x3\\), with gradients",
        "3x3 convolutions of 64 channels, batch 8, with gradients",
        "rows and columns",
        "performance-conv.png");
    add(
        all,
        run,
        "cnn training, batch (\\d+)",
        "A training step of the report's network",
        "batch",
        "performance-training.png");
    return all;
  }

  private static void add(
      List<Growth> all, RunRecord run, String pattern, String title, String size, String file) {
    Pattern name = Pattern.compile(pattern);
    List<Point> points = new ArrayList<>();
    for (Row row : run.mainRows()) {
      Matcher matcher = name.matcher(row.workload());
      if (matcher.matches()) {
        points.add(new Point(Long.parseLong(matcher.group(1)), row));
      }
    }
    if (points.size() > 1) {
      points.sort(Comparator.comparingLong(Point::size));
      all.add(new Growth(title, size, file, List.copyOf(points)));
    }
  }
}
