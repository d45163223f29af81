package dev.narae.examples.lab.book;

import dev.narae.examples.graph.GraphSvg;
import dev.narae.examples.lab.Finding;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Findings as HTML. */
final class FindingHtml {
  private FindingHtml() {}

  /** A figure of its own; checks and values stand in a table together and give nothing here. */
  static String of(Finding finding) throws IOException {
    return switch (finding) {
      case Finding.Check _, Finding.Value _ -> "";
      case Finding.Text(String caption, String text) ->
          figure(caption, "<pre tabindex=\"0\">%s</pre>".formatted(Html.escape(text)));
      case Finding.Plot plot ->
          figure(
              plot.caption(),
              PlotSvg.draw(plot.chart(), plot.caption()) + PlotSvg.legend(plot.chart()));
      case Finding.Graph graph ->
          figure(
              graph.caption(),
              "<div class=\"scroll graph\" tabindex=\"0\">%s</div>"
                  .formatted(GraphSvg.draw(graph.graph())));
      case Finding.Picture picture -> figure(picture.caption(), image(picture));
      case Finding.Table table -> figure(table.caption(), table(table));
    };
  }

  private static String figure(String caption, String content) {
    return "<figure>%s<figcaption>%s</figcaption></figure>\n"
        .formatted(content, Html.escape(caption));
  }

  private static String image(Finding.Picture picture) throws IOException {
    BufferedImage image = picture.image();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.setUseCache(false);
    ImageIO.write(image, "png", png);
    return "<img alt=\"%s\" width=\"%d\" height=\"%d\" src=\"data:image/png;base64,%s\">"
        .formatted(
            Html.escape(picture.caption()),
            image.getWidth(),
            image.getHeight(),
            Base64.getEncoder().encodeToString(png.toByteArray()));
  }

  private static String table(Finding.Table table) {
    StringBuilder html = new StringBuilder("<div class=\"scroll\" tabindex=\"0\"><table><thead>");
    html.append(row("th", table.heading())).append("</thead><tbody>");
    table.rows().forEach(row -> html.append(row("td", row)));
    return html.append("</tbody></table></div>").toString();
  }

  private static String row(String tag, List<String> cells) {
    StringBuilder html = new StringBuilder("<tr>");
    for (String cell : cells) {
      html.append("<%s>%s</%s>".formatted(tag, Html.escape(cell), tag));
    }
    return html.append("</tr>\n").toString();
  }

  static String row(Finding.Check check) {
    return "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
        .formatted(
            Html.escape(check.name()),
            number(check.value()),
            number(check.expected()),
            difference(check.difference()),
            check.passed() ? "<span class=\"ok\">✓</span>" : "<span class=\"bad\">✗</span>");
  }

  static String row(Finding.Value value) {
    return "<tr><td>%s</td><td colspan=\"4\">%s</td></tr>\n"
        .formatted(Html.escape(value.name()), Html.escape(value.value()));
  }

  /** Three digits: more of them say nothing. */
  private static String difference(double value) {
    return value == 0 || Math.abs(value) < 1e-3 ? number(value) : "%.3g".formatted(value);
  }

  /** As many digits as matter: whole numbers whole, small ones with an exponent. */
  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return Math.abs(value) < 1e-3
        ? String.format(Locale.ROOT, "%.1e", value)
        : String.format(Locale.ROOT, "%.10g", value).replaceFirst("0+$", "");
  }
}
