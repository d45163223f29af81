package dev.narae.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The text of a report: facts, a chart for each kind of figure, and a table of epochs. */
final class HtmlPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1d2129; --dim: #5b6472; --page: #f6f7f9;
        --card: #ffffff; --line: #dfe3e8; --c0: #1864ab; --c1: #c2410c; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e8eaee; --dim: #a0a8b4; --page: #14161a; --card: #1d2026; --line: #343a44;
          --c0: #74c0fc; --c1: #ffa94d; } }
      * { box-sizing: border-box; }
      body { margin: 0; padding: 24px 16px 48px; background: var(--page); color: var(--ink);
        font: 16px/1.5 system-ui, sans-serif; }
      main { max-width: 1080px; margin: 0 auto; }
      h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 12px; overflow-wrap: anywhere; }
      h2 { font-size: 1rem; margin: 0; }
      dl { display: flex; flex-wrap: wrap; gap: 4px 28px; margin: 0 0 24px; }
      dl div { display: flex; gap: 8px; min-width: 0; }
      dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
      .charts { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); }
      section { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
        padding: 14px 16px; min-width: 0; margin: 0 0 16px; }
      .charts section { margin: 0; }
      .head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 16px; }
      .keys { display: flex; flex-wrap: wrap; gap: 0 14px; font-size: .85rem; }
      .keys span::before { content: ""; display: inline-block; width: 14px; height: 3px;
        margin: 0 6px 4px 0; background: currentColor; }
      .k0 { color: var(--c0); } .k1 { color: var(--c1); }
      .plot { display: grid; grid-template-columns: auto 1fr; gap: 4px 8px; margin-top: 10px;
        font-size: .75rem; color: var(--dim); font-variant-numeric: tabular-nums; }
      .y { display: flex; flex-direction: column; justify-content: space-between; text-align: right;
        line-height: 1; }
      .x { grid-column: 2; display: flex; justify-content: space-between; }
      svg { display: block; width: 100%; height: 190px; overflow: visible; border-left: 1px solid var(--line);
        border-bottom: 1px solid var(--line); }
      .grid { stroke: var(--line); } .s0 { stroke: var(--c0); } .s1 { stroke: var(--c1); }
      polyline { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
      polyline, line { vector-effect: non-scaling-stroke; }
      .scroll { overflow-x: auto; margin-top: 10px; }
      table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
      th, td { text-align: right; padding: 5px 12px; border-bottom: 1px solid var(--line);
        white-space: nowrap; }
      th { color: var(--dim); font-weight: 500; }
      """;

  private HtmlPage() {}

  static String of(String title, Map<String, String> facts, List<Map<String, Double>> epochs) {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>")
        .append(escaped(title))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<main>\n<h1>")
        .append(escaped(title))
        .append("</h1>\n<dl>\n");
    facts.forEach(
        (name, value) ->
            page.append(
                "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(escaped(name), escaped(value))));
    page.append("</dl>\n");
    if (epochs.isEmpty()) {
      page.append("<p>No epoch has ended yet.</p>\n");
    } else {
      page.append("<div class=\"charts\">\n");
      charts(epochs).forEach((name, curves) -> page.append(HtmlChart.of(name, curves)));
      page.append("</div>\n<br>\n").append(table(epochs));
    }
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  /** The figures of training and validation that belong together share a chart. */
  private static Map<String, Map<String, double[]>> charts(List<Map<String, Double>> epochs) {
    Map<String, Map<String, double[]>> charts = new LinkedHashMap<>();
    for (String name : names(epochs)) {
      int slash = name.indexOf('/');
      String chart = slash < 0 ? name : name.substring(slash + 1);
      double[] values =
          epochs.stream().mapToDouble(e -> e.getOrDefault(name, Double.NaN)).toArray();
      charts
          .computeIfAbsent(chart, _ -> new LinkedHashMap<>())
          .put(slash < 0 ? name : name.substring(0, slash), values);
    }
    return charts;
  }

  private static Set<String> names(List<Map<String, Double>> epochs) {
    Set<String> names = new LinkedHashSet<>();
    epochs.forEach(epoch -> names.addAll(epoch.keySet()));
    return names;
  }

  private static String table(List<Map<String, Double>> epochs) {
    Set<String> names = names(epochs);
    StringBuilder table = new StringBuilder();
    table.append("<section>\n<h2>Epochs</h2>\n<div class=\"scroll\" tabindex=\"0\">\n<table>\n");
    table.append("<tr><th scope=\"col\">epoch</th>");
    names.forEach(name -> table.append("<th scope=\"col\">%s</th>".formatted(escaped(name))));
    table.append("</tr>\n");
    List<Map<String, Double>> rows = new ArrayList<>(epochs);
    for (int i = 0; i < rows.size(); i++) {
      table.append("<tr><td>%d</td>".formatted(i + 1));
      for (String name : names) {
        Double value = rows.get(i).get(name);
        table.append("<td>%s</td>".formatted(value == null ? "" : HtmlChart.number(value)));
      }
      table.append("</tr>\n");
    }
    return table.append("</table>\n</div>\n</section>\n").toString();
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
