package dev.narae.conformance;

import dev.narae.DType;
import dev.narae.Tensor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of all operators in {@code docs/operators.md}, written from the cases that the suite
 * runs: nothing is in it that is not tested.
 */
public final class OperatorTable {
  private OperatorTable() {}

  /** What is known about one operator; it may have several cases. */
  private static final class Row {
    final Set<DType> dtypes = EnumSet.noneOf(DType.class);
    int order;
  }

  /**
   * The whole page.
   *
   * @param backends the backends that the suite is run on
   */
  public static String page(String... backends) {
    Map<String, Row> rows = rows();
    Map<String, Long> golden =
        GoldenData.cases().stream()
            .filter(c -> GoldenOps.find(c).isPresent())
            .collect(Collectors.groupingBy(GoldenCase::op, Collectors.counting()));
    StringBuilder page = new StringBuilder(introduction(backends));
    for (Class<?> theme : CoverageTest.themes(Tensor.class).toList()) {
      Map<String, Row> own = new TreeMap<>();
      for (Method method : theme.getDeclaredMethods()) {
        Row row = rows.remove(method.getName());
        if (row != null) {
          own.put(method.getName(), row);
        }
      }
      section(page, theme.getSimpleName(), own, golden);
    }
    section(page, "Tensor", rows, golden);
    return page.toString();
  }

  private static String introduction(String... backends) {
    return """
    # Operators

    This page is written by the tests, out of the cases of the conformance suite; the build
    fails when it is not up to date. Every line is checked on each of these backends:

    %s

    That is: results in every dtype listed against a reference in float64, for dense,
    transposed, sliced and broadcast inputs; gradients against finite differences and against
    the reference backend, and gradients of gradients likewise; and what the operator refuses.

    - **dtypes**: those of its numeric inputs; *all*, *numbers* (all but bool), *floating* (%s),
      or a list.
    - **gradient**, **second**: differentiable once, and twice.
    - **PyTorch**: how many recorded answers of PyTorch 2.13 it is compared with, gradients
      included.
    """
        .formatted(
            Stream.of(backends).map(name -> "- " + name).collect(Collectors.joining("\n")),
            names(OpCase.FLOATING));
  }

  private static Map<String, Row> rows() {
    Map<String, Row> rows = new TreeMap<>();
    for (OpCase op : OpCases.all()) {
      Row row = rows.computeIfAbsent(op.operator(), _ -> new Row());
      row.dtypes.addAll(op.traits().dtypes());
      row.order = Math.max(row.order, op.traits().order());
    }
    return rows;
  }

  private static void section(
      StringBuilder page, String title, Map<String, Row> rows, Map<String, Long> golden) {
    page.append("\n## %s\n\n".formatted(title));
    page.append("| operator | dtypes | gradient | second | PyTorch |\n|---|---|---|---|---|\n");
    rows.forEach(
        (name, row) ->
            page.append(
                "| `%s` | %s | %s | %s | %s |\n"
                    .formatted(
                        name,
                        dtypes(row.dtypes),
                        row.order >= 1 ? "yes" : "",
                        row.order >= 2 ? "yes" : "",
                        golden.containsKey(name) ? golden.get(name) : "")));
  }

  private static String dtypes(Set<DType> dtypes) {
    if (dtypes.equals(OpCase.ALL)) {
      return "all";
    }
    if (dtypes.equals(OpCase.NUMBERS)) {
      return "numbers";
    }
    return dtypes.equals(OpCase.FLOATING) ? "floating" : names(dtypes);
  }

  private static String names(Set<DType> dtypes) {
    List<DType> sorted = new ArrayList<>(dtypes);
    sorted.sort(null);
    return sorted.stream().map(DType::toString).collect(Collectors.joining(", "));
  }
}
