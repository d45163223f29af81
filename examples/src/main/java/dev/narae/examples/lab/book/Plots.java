package dev.narae.examples.lab.book;

import dev.narae.Tensor;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The plots of the lab book, all in one style: ink for the data, a light grid, no frames. */
public final class Plots {
  /** Stands for the page's colour of text, which {@link PlotSvg} puts in its place. */
  static final Color INK = new Color(0x12, 0x34, 0x56);

  /** Stands for the page's colour of grid lines. */
  static final Color GRID = new Color(0x65, 0x43, 0x21);

  private static final int WIDTH = 480;
  private static final int HEIGHT = 330;

  /** Told apart also by those who see few colours, and in grey by their dashes. */
  private static final Color[] COLORS = {
    new Color(0x2F, 0x7E, 0xD8),
    new Color(0xD5, 0x5E, 0x00),
    new Color(0x00, 0x9E, 0x73),
    new Color(0xC0, 0x56, 0xA0),
    new Color(0x8A, 0x7A, 0x1F)
  };

  private static final String TICKS = "ticks";

  private static final Optional<XYSeries.XYSeriesRenderStyle> DOTS =
      Optional.of(XYSeries.XYSeriesRenderStyle.Scatter);

  private Plots() {}

  /** A plot without lines yet. */
  public static XYChart lines(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    style(chart.getStyler());
    return chart;
  }

  /** A plot over an interval, with ticks at whole numbers. */
  public static XYChart lines(String title, String x, String y, int from, int to) {
    XYChart chart = lines(title, x, y);
    // XChart puts ticks at values of the first series, which is why there is one without a line.
    double[] ticks = IntStream.rangeClosed(from, to).mapToDouble(i -> i).toArray();
    XYSeries series = chart.addSeries(TICKS, ticks, new double[ticks.length]);
    series.setMarker(SeriesMarkers.NONE).setLineColor(new Color(0, 0, 0, 0));
    series.setShowInLegend(false);
    chart.getStyler().setXAxisDecimalPattern("0");
    return chart;
  }

  /** Adds a line. */
  public static void add(XYChart chart, String name, Tensor x, Tensor y) {
    line(chart, name, x.toDoubleArray(), y.toDoubleArray(), new BasicStroke(2.2f));
  }

  /** Adds every eighth point as a dot, in the colour of the line before it. */
  public static void addDots(XYChart chart, String name, Tensor x, Tensor y) {
    double[] everyX = every(8, x.toDoubleArray());
    double[] everyY = every(8, y.toDoubleArray());
    XYSeries series = chart.addSeries(name, everyX, everyY);
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    series.setMarker(SeriesMarkers.CIRCLE);
    Color color = COLORS[(chart.getSeriesCollection().size() - 3) / 2 % COLORS.length];
    series.setMarkerColor(color);
    series.setShowInLegend(false);
  }

  /** A loss curve by steps, on a logarithmic scale. */
  public static XYChart losses(String name, double[] losses) {
    XYChart chart = lines("", "step", "loss");
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setYAxisDecimalPattern("0.#E0");
    line(chart, name, steps(losses), losses, new BasicStroke(2.2f));
    return chart;
  }

  /** Adds a loss curve that can be seen on top of another. */
  public static void addDashed(XYChart chart, String name, double[] losses) {
    line(chart, name, steps(losses), losses, dashes(10, 8));
  }

  /** Adds a loss curve that can be seen on top of two others. */
  public static void addDotted(XYChart chart, String name, double[] losses) {
    line(chart, name, steps(losses), losses, dashes(2, 9));
  }

  /** A measure by epochs, training against validation. */
  public static XYChart epochs(String y, List<Double> training, List<Double> validation) {
    XYChart chart = lines("", "epoch", y);
    double[] x = IntStream.rangeClosed(1, training.size()).mapToDouble(i -> i).toArray();
    marked(chart.addSeries("training", x, array(training)), COLORS[0]);
    marked(chart.addSeries("validation", x, array(validation)), COLORS[1]);
    chart
        .getStyler()
        .setXAxisTickLabelsFormattingFunction(
            epoch -> epoch == Math.rint(epoch) ? String.valueOf(epoch.intValue()) : " ");
    return chart;
  }

  private static void marked(XYSeries series, Color color) {
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(color);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(2.2f));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void line(XYChart chart, String name, double[] x, double[] y, BasicStroke stroke) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineStyle(stroke);
    long lines =
        chart.getSeriesCollection().stream()
            .filter(s -> !s.getXYSeriesRenderStyle().equals(DOTS) && !s.getName().equals(TICKS))
            .count();
    series.setLineColor(COLORS[(int) (lines - 1) % COLORS.length]);
  }

  private static BasicStroke dashes(float on, float off) {
    float[] pattern = {on, off};
    return new BasicStroke(2.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, pattern, 0);
  }

  private static double[] steps(double[] losses) {
    return IntStream.range(0, losses.length).mapToDouble(i -> i).toArray();
  }

  private static double[] every(int n, double[] values) {
    return IntStream.range(0, (values.length + n - 1) / n)
        .mapToDouble(i -> values[i * n])
        .toArray();
  }

  private static void style(XYStyler style) {
    Color clear = new Color(0, 0, 0, 0);
    style.setChartBackgroundColor(clear);
    style.setPlotBackgroundColor(clear);
    style.setLegendBackgroundColor(clear);
    style.setChartFontColor(INK);
    style.setAxisTickLabelsColor(INK);
    style.setAxisTickMarksColor(GRID);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridLinesStroke(new BasicStroke(1f));
    style.setPlotBorderVisible(false);
    style.setLegendBorderColor(clear);
    style.setLegendPosition(LegendPosition.OutsideS);
    style.setLegendLayout(LegendLayout.Horizontal);
    style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    style.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    style.setMarkerSize(6);
  }
}
