package dev.narae.record;

import java.util.Locale;
import java.util.Map;

/** A line chart as a piece of HTML: curves as SVG, texts as HTML so that they never shrink. */
final class HtmlChart {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 200;

  private HtmlChart() {}

  /**
   * A chart of curves over epochs.
   *
   * @param curves equally long, by name; points that are not finite are left out
   */
  static String of(String title, Map<String, double[]> curves) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] curve : curves.values()) {
      for (double value : curve) {
        if (Double.isFinite(value)) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
    }
    if (low > high) {
      low = 0;
      high = 1;
    } else if (low == high) {
      double room = low == 0 ? 1 : Math.abs(low) / 10;
      low -= room;
      high += room;
    }
    int count = curves.values().iterator().next().length;
    StringBuilder html = new StringBuilder("<section>\n<div class=\"head\"><h2>");
    html.append(HtmlPage.escaped(title)).append("</h2><div class=\"keys\">");
    int index = 0;
    for (String name : curves.keySet()) {
      html.append("<span class=\"k%d\">%s</span>".formatted(index++ % 2, HtmlPage.escaped(name)));
    }
    html.append("</div></div>\n<div class=\"plot\"><div class=\"y\">");
    for (int tick = 4; tick >= 0; tick--) {
      html.append("<span>%s</span>".formatted(number(low + (high - low) * tick / 4)));
    }
    html.append(
        "</div>\n<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\""
            .formatted(WIDTH, HEIGHT));
    html.append(" aria-label=\"%s over epochs\">\n".formatted(HtmlPage.escaped(title)));
    for (int tick = 1; tick <= 4; tick++) {
      int y = HEIGHT - HEIGHT * tick / 4;
      html.append(
          "<line class=\"grid\" x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n".formatted(y, WIDTH, y));
    }
    index = 0;
    for (double[] curve : curves.values()) {
      html.append(
          "<polyline class=\"s%d\" points=\"%s\"/>\n"
              .formatted(index++ % 2, points(curve, low, high)));
    }
    return html.append("</svg>\n<div class=\"x\"><span>1</span><span>epoch</span><span>")
        .append(count)
        .append("</span></div></div>\n</section>\n")
        .toString();
  }

  private static String points(double[] curve, double low, double high) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < curve.length; i++) {
      if (Double.isFinite(curve[i])) {
        double x = curve.length == 1 ? 0 : (double) WIDTH * i / (curve.length - 1);
        double y = HEIGHT * (high - curve[i]) / (high - low);
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        if (curve.length == 1) {
          points.append(String.format(Locale.ROOT, "%d,%.1f ", WIDTH, y));
        }
      }
    }
    return points.toString().strip();
  }

  /** Four significant digits, without an exponent where none is needed. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e6)) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    int whole = size == 0 ? 0 : (int) Math.floor(Math.log10(size));
    int digits = Math.clamp(3L - whole, 0, 6);
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
