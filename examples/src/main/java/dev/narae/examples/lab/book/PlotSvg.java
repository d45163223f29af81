package dev.narae.examples.lab.book;

import java.awt.Color;
import org.jfree.svg.SVGGraphics2D;
import org.knowm.xchart.XYChart;

/** Turns a plot into an SVG element that takes its colours of text and grid from the page. */
final class PlotSvg {
  private PlotSvg() {}

  static String draw(XYChart chart, String caption) {
    SVGGraphics2D graphics = new SVGGraphics2D(chart.getWidth(), chart.getHeight());
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    String size =
        "viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\""
            .formatted(chart.getWidth(), chart.getHeight(), Html.escape(caption));
    return graphics
        .getSVGElement(null, true, null, null, null)
        .replaceFirst("<svg ", "<svg " + size + " ")
        .replace(rgb(Plots.INK), "var(--ink)")
        .replace(rgb(Plots.GRID), "var(--grid)");
  }

  private static String rgb(Color color) {
    return "rgb(%d,%d,%d)".formatted(color.getRed(), color.getGreen(), color.getBlue());
  }
}
