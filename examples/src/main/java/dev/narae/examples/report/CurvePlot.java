package dev.narae.examples.report;

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
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws one measure over the epochs, training against validation. */
public final class CurvePlot {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 640;
  private static final Color TRAINING = new Color(0x1F77B4);
  private static final Color VALIDATION = new Color(0xE8590C);
  private static final Color INK = new Color(0x333333);
  private static final Color GRID = new Color(0xE3E3E3);

  private CurvePlot() {}

  /** Mean loss per image, training against validation. */
  public static BufferedImage loss(List<EpochMetrics> epochs) {
    XYChart chart = chart("Loss", "mean loss per image", LegendPosition.InsideNE);
    chart.getStyler().setYAxisMin(0.0).setYAxisDecimalPattern("0.00");
    return draw(chart, epochs, EpochMetrics::trainLoss, EpochMetrics::validationLoss);
  }

  /** Accuracy in percent, training against validation. */
  public static BufferedImage accuracy(List<EpochMetrics> epochs) {
    XYChart chart = chart("Accuracy", "correct, %", LegendPosition.InsideSE);
    chart.getStyler().setYAxisDecimalPattern("0.0");
    return draw(chart, epochs, m -> 100 * m.trainAccuracy(), m -> 100 * m.validationAccuracy());
  }

  private static BufferedImage draw(
      XYChart chart,
      List<EpochMetrics> epochs,
      ToDoubleFunction<EpochMetrics> training,
      ToDoubleFunction<EpochMetrics> validation) {
    double[] x = epochs.stream().mapToDouble(EpochMetrics::epoch).toArray();
    chart.addSeries("training", x, epochs.stream().mapToDouble(training).toArray());
    chart.addSeries("validation", x, epochs.stream().mapToDouble(validation).toArray());
    return BitmapEncoder.getBufferedImage(chart);
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
