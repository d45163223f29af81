package dev.narae.examples.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Plots of a measure over the epochs, as PNG and as SVG. */
public final class CurvePlot {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 640;
  private static final Color TRAINING = new Color(0x1F77B4);
  private static final Color VALIDATION = new Color(0xE8590C);
  private static final Color INK = new Color(0x333333);
  private static final Color GRID = new Color(0xE3E3E3);

  private CurvePlot() {}

  /** Mean loss per image, training against validation. */
  public static XYChart loss(List<EpochMetrics> epochs) {
    return loss(
        "mean loss per image",
        curves(epochs, EpochMetrics::trainLoss, EpochMetrics::validationLoss));
  }

  /** Mean losses by epochs, a curve for each name. */
  public static XYChart loss(String yAxis, Map<String, double[]> curves) {
    XYChart chart = chart("Loss", yAxis, LegendPosition.InsideNE);
    chart.getStyler().setYAxisMin(0.0).setYAxisDecimalPattern("0.00");
    return with(chart, curves);
  }

  /** Accuracy in percent, training against validation. */
  public static XYChart accuracy(List<EpochMetrics> epochs) {
    return accuracy(
        curves(epochs, m -> 100 * m.trainAccuracy(), m -> 100 * m.validationAccuracy()));
  }

  /** Accuracies in percent by epochs, a curve for each name. */
  public static XYChart accuracy(Map<String, double[]> curves) {
    XYChart chart = chart("Accuracy", "correct, %", LegendPosition.InsideSE);
    chart.getStyler().setYAxisDecimalPattern("0.0");
    return with(chart, curves);
  }

  /** Another figure by epochs, a curve for each name. */
  public static XYChart figure(String name, Map<String, double[]> curves) {
    return with(chart(name, name, LegendPosition.InsideNE), curves);
  }

  private static Map<String, double[]> curves(
      List<EpochMetrics> epochs,
      ToDoubleFunction<EpochMetrics> training,
      ToDoubleFunction<EpochMetrics> validation) {
    Map<String, double[]> curves = new LinkedHashMap<>();
    curves.put("training", epochs.stream().mapToDouble(training).toArray());
    curves.put("validation", epochs.stream().mapToDouble(validation).toArray());
    return curves;
  }

  private static XYChart with(XYChart chart, Map<String, double[]> curves) {
    curves.forEach(
        (name, values) -> {
          double[] x = IntStream.rangeClosed(1, values.length).mapToDouble(i -> i).toArray();
          chart.addSeries(name, x, values);
        });
    return chart;
  }

  /** Writes a plot as {@code name.png} and {@code name.svg}. */
  public static void write(Path folder, String name, XYChart chart) throws IOException {
    Png.write(folder.resolve(name + ".png"), BitmapEncoder.getBufferedImage(chart));
    Svg.write(folder.resolve(name + ".svg"), chart);
  }

  private static XYChart chart(String title, String yAxis, LegendPosition legend) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("epoch")
            .yAxisTitle(yAxis)
            .build();
    XYStyler style = chart.getStyler();
    style.setLegendPosition(legend);
    style.setSeriesColors(new Color[] {TRAINING, VALIDATION});
    style.setSeriesMarkers(new Marker[] {SeriesMarkers.CIRCLE, SeriesMarkers.DIAMOND});
    BasicStroke line = new BasicStroke(3f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    style.setSeriesLines(new BasicStroke[] {line, line});
    style.setMarkerSize(9);
    calm(style);
    return chart;
  }

  /** Leaves ink to the data: light grid, no frames, room around everything. */
  private static void calm(XYStyler style) {
    style.setChartBackgroundColor(Color.WHITE);
    style.setChartFontColor(INK);
    style.setChartPadding(18);
    style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 22));
    style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
    style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    style.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
    style.setLegendBorderColor(GRID);
    style.setLegendPadding(12);
    style.setPlotBorderVisible(false);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridLinesStroke(new BasicStroke(1f));
    style.setPlotGridVerticalLinesVisible(false);
    style.setXAxisTickLabelsFormattingFunction(CurvePlot::wholeEpoch);
  }

  /** Between two epochs there is nothing to label. */
  private static String wholeEpoch(double epoch) {
    return epoch == Math.rint(epoch) ? String.valueOf((long) epoch) : " ";
  }
}
