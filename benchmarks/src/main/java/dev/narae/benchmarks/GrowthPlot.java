package dev.narae.benchmarks;

import dev.narae.benchmarks.Growth.Point;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/** Draws time against size, ours and libtorch's, on logarithmic axes. */
final class GrowthPlot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 520;
  private static final double MILLI = 1e6;
  private static final Color GRID = new Color(0xE3E3E3);

  private GrowthPlot() {}

  static BufferedImage draw(Growth growth) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(growth.title())
            .xAxisTitle(growth.sizeName())
            .yAxisTitle("milliseconds")
            .build();
    style(chart.getStyler());
    List<Point> compared =
        growth.points().stream().filter(point -> point.row().torchNanos() != null).toList();
    add(chart, "Narae", growth.points(), point -> point.row().nanos());
    if (!compared.isEmpty()) {
      add(chart, "libtorch", compared, GrowthPlot::torchNanos);
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static double torchNanos(Point point) {
    Double nanos = point.row().torchNanos();
    return nanos == null ? Double.NaN : nanos;
  }

  private static void add(
      XYChart chart, String name, List<Point> points, ToDoubleFunction<Point> nanos) {
    double[] x = points.stream().mapToDouble(Point::size).toArray();
    double[] y = points.stream().mapToDouble(nanos).map(time -> time / MILLI).toArray();
    chart.addSeries(name, x, y);
  }

  private static void style(XYStyler style) {
    style.setXAxisLogarithmic(true);
    style.setYAxisLogarithmic(true);
    style.setLegendPosition(LegendPosition.InsideNW);
    style.setChartBackgroundColor(Color.WHITE);
    style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
    style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridLinesStroke(new BasicStroke(1f));
    style.setPlotBorderVisible(false);
    style.setLegendBorderColor(GRID);
    style.setMarkerSize(8);
  }
}
