package dev.narae.examples.lab.book;

import dev.narae.examples.report.Svg;
import java.awt.Color;
import java.util.List;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** Turns a plot into an SVG element that takes its colours of text and grid from the page. */
final class PlotSvg {
  private PlotSvg() {}

  static String draw(XYChart chart, String caption) {
    return Svg.element(chart, name(chart, caption), Html.escape(caption))
        .replace(rgb(Plots.INK), "var(--ink)")
        .replace(rgb(Plots.GRID), "var(--grid)");
  }

  /** What each line stands for, as a list; nothing where there is one line only. */
  static String legend(XYChart chart) {
    List<XYSeries> named =
        chart.getSeriesCollection().stream().filter(XYSeries::isShowInLegend).toList();
    if (named.size() < 2) {
      return "";
    }
    return named.stream()
        .map(
            series ->
                "<li><span style=\"background:%s;height:%.1fpx\"></span>%s</li>"
                    .formatted(
                        rgb(series.getLineColor()),
                        series.getLineStyle().getLineWidth(),
                        Html.escape(series.getName())))
        .collect(Collectors.joining("", "<ul class=\"legend\">", "</ul>"));
  }

  /** The same for the same plot, so that equal runs give equal pages. */
  private static String name(XYChart chart, String caption) {
    String series =
        chart.getSeriesCollection().stream().map(XYSeries::getName).collect(Collectors.joining());
    return "p" + Integer.toHexString((caption + series).hashCode()) + "-";
  }

  private static String rgb(Color color) {
    return "rgb(%d,%d,%d)".formatted(color.getRed(), color.getGreen(), color.getBlue());
  }
}
