package dev.narae.nn;

import dev.narae.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints a {@link Summary} with aligned columns. */
final class SummaryTable {
  private static final String[] HEADINGS = {"name", "module", "output", "outputs", "parameters"};

  /** The first column whose cells are numbers, aligned to the right. */
  private static final int NUMBERS = 3;

  private SummaryTable() {}

  static String print(Summary summary) {
    List<String[]> cells = new ArrayList<>();
    cells.add(HEADINGS);
    summary.rows().forEach(row -> cells.add(cells(row)));
    int[] widths = widths(cells);
    List<String> lines = new ArrayList<>();
    cells.forEach(row -> lines.add(line(row, widths)));
    lines.add(1, "-".repeat(lines.getFirst().length()));
    lines.add("input %s, %s parameters".formatted(summary.input(), grouped(summary.parameters())));
    return String.join("\n", lines);
  }

  private static String[] cells(Summary.Row row) {
    return new String[] {
      row.name().isEmpty() ? "(whole)" : row.name(),
      row.kind(),
      row.output().map(Shape::toString).orElse("not called"),
      row.output().isPresent() ? grouped(row.outputs()) : "",
      grouped(row.parameters())
    };
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static int[] widths(List<String[]> rows) {
    int[] widths = new int[HEADINGS.length];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    return widths;
  }

  private static String line(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.length; i++) {
      String padding = " ".repeat(widths[i] - row[i].length());
      line.append(i == 0 ? "" : "  ").append(i < NUMBERS ? row[i] + padding : padding + row[i]);
    }
    return line.toString().stripTrailing();
  }
}
