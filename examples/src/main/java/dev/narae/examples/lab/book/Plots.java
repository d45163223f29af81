package dev.narae.examples.lab.book;

import dev.narae.Tensor;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The plots of the lab book, all in one style: ink for the data, a light grid, no frames. */
public final class Plots {
  /** Stands for the page's colour of text, which {@link PlotSvg} puts in its place. */
  static final Color INK = new Color(0x12, 0x34, 0x56);

  /** Stands for the page's colour of grid lines. */
  static final Color GRID = new Color(0x65, 0x43, 0x21);

  /** Small, so that its letters can still be read on a phone. */
  private static final int WIDTH = 400;

  private static final int HEIGHT = 270;

  /** Losses that fall further than this are shown on a logarithmic scale. */
  private static final double LOGARITHMIC = 100;

  /** Told apart also by those who see few colours. */
  private static final Color[] COLORS = {
    new Color(0x2F, 0x7E, 0xD8),
    new Color(0xD5, 0x5E, 0x00),
    new Color(0x00, 0x9E, 0x73),
    new Color(0xC0, 0x56, 0xA0),
    new Color(0x8A, 0x7A, 0x1F)
  };

  private static final String TICKS = "ticks";
  private static final int TICKS_OF_STEPS = 5;
  private static final float LINE = 2.2f;
  private static final float THINNER = 2;

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
    ticks(chart, IntStream.rangeClosed(from, to).mapToDouble(i -> i).toArray(), 0);
    return chart;
  }

  /** XChart puts ticks at values of the first series, which is why there is one without a line. */
  private static void ticks(XYChart chart, double[] x, double y) {
    double[] level = new double[x.length];
    Arrays.fill(level, y);
    XYSeries series = chart.addSeries(TICKS, x, level);
    series.setMarker(SeriesMarkers.NONE).setLineColor(new Color(0, 0, 0, 0));
    series.setShowInLegend(false);
    chart.getStyler().setXAxisDecimalPattern("0");
  }

  /** Adds a line. */
  public static void add(XYChart chart, String name, Tensor x, Tensor y) {
    line(chart, name, x.toDoubleArray(), y.toDoubleArray(), new BasicStroke(LINE));
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

  /**
   * Loss curves by steps, on a logarithmic scale where they fall far. Each is drawn thinner than
   * the one before it, so that curves which coincide can all be seen.
   *
   * @param x what is counted, such as {@code step}
   * @param curves of one length, by name
   */
  public static XYChart losses(String x, Map<String, double[]> curves) {
    XYChart chart = lines("", x, "loss");
    DoubleSummaryStatistics all =
        curves.values().stream().flatMapToDouble(Arrays::stream).summaryStatistics();
    boolean logarithmic = all.getMax() > LOGARITHMIC * all.getMin();
    DoubleUnaryOperator scale = logarithmic ? Math::log10 : DoubleUnaryOperator.identity();
    if (logarithmic) {
      // XChart's own scale draws a grid line for each of ten parts of a power of ten.
      chart.getStyler().setYAxisTickLabelsFormattingFunction(Plots::powerOfTen);
    }
    int length = curves.values().iterator().next().length;
    double[] steps = IntStream.range(0, length).mapToDouble(i -> i).toArray();
    int tick = length / TICKS_OF_STEPS;
    ticks(
        chart,
        IntStream.rangeClosed(0, TICKS_OF_STEPS).mapToDouble(i -> i * tick).toArray(),
        scale.applyAsDouble(all.getMax()));
    float thicker = THINNER * (curves.size() - 1);
    for (Map.Entry<String, double[]> curve : curves.entrySet()) {
      double[] y = Arrays.stream(curve.getValue()).map(scale).toArray();
      line(chart, curve.getKey(), steps, y, new BasicStroke(LINE + thicker));
      thicker -= THINNER;
    }
    return chart;
  }

  /** One loss curve by steps. */
  public static XYChart losses(String x, String name, double[] losses) {
    return losses(x, Map.of(name, losses));
  }

  /** Such as 1e-4, or 3e2 between two powers: XChart drops the ticks if two have one label. */
  private static String powerOfTen(double exponent) {
    double whole = Math.floor(exponent);
    return "%.1fe%.0f".formatted(Math.pow(10, exponent - whole), whole).replace(".0e", "e");
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
    series.setLineStyle(new BasicStroke(LINE));
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

  private static double[] every(int n, double[] values) {
    return IntStream.range(0, (values.length + n - 1) / n)
        .mapToDouble(i -> values[i * n])
        .toArray();
  }

  private static void style(XYStyler style) {
    Color clear = new Color(0, 0, 0, 0);
    style.setChartBackgroundColor(clear);
    style.setPlotBackgroundColor(clear);
    style.setChartFontColor(INK);
    style.setAxisTickLabelsColor(INK);
    style.setAxisTickMarksColor(GRID);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridLinesStroke(new BasicStroke(1f));
    style.setPlotBorderVisible(false);
    style.setLegendVisible(false); // it stands below, in the page's own letters
    style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    style.setMarkerSize(6);
  }
}
