package dev.narae.site;

import dev.narae.examples.graph.GraphLayout;
import java.util.List;
import java.util.Locale;

/** Draws a flowchart, in the colours of the page. */
final class FlowchartSvg {
  private static final double CHARACTER = 8.6;
  private static final double HEIGHT = 34;
  private static final double PADDING = 14;

  private FlowchartSvg() {}

  /** The picture as an {@code <svg>} element. */
  static String draw(Flowchart chart) {
    List<String> names = chart.boxes();
    GraphLayout layout =
        GraphLayout.of(
            names.stream()
                .map(name -> new GraphLayout.Size(name.length() * CHARACTER + 2 * PADDING, HEIGHT))
                .toList(),
            chart.arrows().stream()
                .map(
                    arrow ->
                        new GraphLayout.Line(
                            names.indexOf(arrow.from()), names.indexOf(arrow.to())))
                .toList());
    StringBuilder svg = new StringBuilder();
    svg.append(
        ("<svg viewBox=\"0 0 %1$s %2$s\" width=\"%1$s\" role=\"img\" aria-label=\"diagram of"
                + " %3$s\"><defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\""
                + " markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\""
                + " fill=\"var(--muted)\"/></marker></defs>\n")
            .formatted(number(layout.width()), number(layout.height()), String.join(", ", names)));
    for (int i = 0; i < chart.arrows().size(); i++) {
      svg.append(line(layout.routes().get(i), chart.arrows().get(i).dotted()));
    }
    for (int i = 0; i < names.size(); i++) {
      svg.append(box(layout.boxes().get(i), names.get(i)));
    }
    return svg.append("</svg>").toString();
  }

  private static String line(List<GraphLayout.Point> route, boolean dotted) {
    StringBuilder path = new StringBuilder();
    for (GraphLayout.Point point : route) {
      path.append(path.isEmpty() ? "M" : "L");
      path.append(number(point.x())).append(' ').append(number(point.y()));
    }
    return "<path d=\"%s\" fill=\"none\" stroke=\"var(--muted)\"%s marker-end=\"url(#arrow)\"/>\n"
        .formatted(path, dotted ? " stroke-dasharray=\"4 4\"" : "");
  }

  private static String box(GraphLayout.Box box, String name) {
    return ("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"5\" fill=\"var(--raised)\""
            + " stroke=\"var(--muted)\"/><text x=\"%s\" y=\"%s\" text-anchor=\"middle\""
            + " fill=\"var(--ink)\">%s</text>\n")
        .formatted(
            number(box.x()),
            number(box.y()),
            number(box.width()),
            number(box.height()),
            number(box.x() + box.width() / 2),
            number(box.y() + HEIGHT / 2 + 5),
            name);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
