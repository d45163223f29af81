package dev.narae.examples.graph;

import dev.narae.AutogradGraph;
import dev.narae.AutogradGraph.Vertex;
import dev.narae.Tensor;
import java.util.List;
import java.util.Locale;

/**
 * Draws an autograd graph as SVG: tensors that collect a gradient as boxes, constants dashed,
 * operations rounded; shapes in grey, gradients in colour. Colours come from CSS variables with
 * fall-backs, so that a page can give them its own.
 */
public final class GraphSvg {
  private static final double LINE = 17;
  private static final double CHARACTER = 7.4;
  private static final double PADDING = 12;

  private GraphSvg() {}

  /** The picture as an {@code <svg>} element. */
  public static String draw(AutogradGraph graph) {
    List<Label> labels = graph.vertices().stream().map(GraphSvg::label).toList();
    GraphLayout layout =
        GraphLayout.of(
            labels.stream()
                .map(label -> new GraphLayout.Size(label.width(), label.height()))
                .toList(),
            graph.edges().stream()
                .map(edge -> new GraphLayout.Line(edge.from(), edge.to()))
                .toList());
    StringBuilder svg = new StringBuilder();
    svg.append(
        ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\""
                + " role=\"img\" aria-label=\"computational graph\" font-family=\"ui-monospace,"
                + " Menlo, Consolas, monospace\" font-size=\"12\">\n")
            .formatted(number(layout.width()), number(layout.height()), number(layout.width())));
    svg.append(
        "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\""
            + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\""
            + " fill=\"var(--muted,#666)\"/></marker></defs>\n");
    layout.routes().forEach(route -> svg.append(line(route)));
    for (int i = 0; i < labels.size(); i++) {
      svg.append(box(graph.vertices().get(i), labels.get(i), layout.boxes().get(i)));
    }
    return svg.append("</svg>\n").toString();
  }

  /** The lines of text in a box. */
  private record Label(List<String> lines) {
    double width() {
      return lines.stream().mapToInt(String::length).max().orElse(0) * CHARACTER + 2 * PADDING;
    }

    double height() {
      return lines.size() * LINE + PADDING;
    }
  }

  private static Label label(Vertex vertex) {
    String type = vertex.dtype() + " " + vertex.shape();
    return vertex
        .gradient()
        .map(gradient -> new Label(List.of(vertex.label(), type, describe(gradient))))
        .orElseGet(() -> new Label(List.of(vertex.label(), type)));
  }

  /** A single number itself; of more numbers, their Euclidean norm. */
  private static String describe(Tensor gradient) {
    return gradient.size() == 1
        ? "grad = " + short4(gradient.item())
        : "grad " + gradient.shape() + ", norm " + short4(norm(gradient));
  }

  private static double norm(Tensor gradient) {
    double sum = 0;
    for (double value : gradient.detach().contiguous().toDoubleArray()) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private static String short4(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  private static String box(Vertex vertex, Label label, GraphLayout.Box box) {
    StringBuilder svg = new StringBuilder();
    String style =
        switch (vertex.kind()) {
          case LEAF -> "fill=\"var(--leaf,#e7f0fb)\" rx=\"2\"";
          case CONSTANT -> "fill=\"none\" stroke-dasharray=\"4 3\" rx=\"2\"";
          case OPERATION -> "fill=\"var(--operation,#f4f4f2)\" rx=\"13\"";
        };
    svg.append(
        ("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" stroke=\"var(--muted,#666)\""
                + " %s/>\n")
            .formatted(
                number(box.x()),
                number(box.y()),
                number(box.width()),
                number(box.height()),
                style));
    for (int i = 0; i < label.lines().size(); i++) {
      String fill =
          i == 0
              ? "var(--ink,#222)\" font-weight=\"600"
              : i == 1 ? "var(--muted,#666)" : "var(--accent,#b3400a)";
      svg.append(
          "<text x=\"%s\" y=\"%s\" text-anchor=\"middle\" fill=\"%s\">%s</text>\n"
              .formatted(
                  number(box.x() + box.width() / 2),
                  number(box.y() + PADDING / 2 + LINE * (i + 0.75)),
                  fill,
                  escape(label.lines().get(i))));
    }
    return svg.toString();
  }

  private static String line(List<GraphLayout.Point> route) {
    StringBuilder path = new StringBuilder();
    for (GraphLayout.Point point : route) {
      path.append(path.isEmpty() ? "M" : "L");
      path.append(number(point.x())).append(' ').append(number(point.y()));
    }
    return ("<path d=\"%s\" fill=\"none\" stroke=\"var(--muted,#666)\""
            + " marker-end=\"url(#arrow)\"/>\n")
        .formatted(path);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
