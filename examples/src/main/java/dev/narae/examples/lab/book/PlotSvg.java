package dev.narae.examples.lab.book;

import java.awt.Color;
import java.io.StringWriter;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.apache.batik.svggen.SVGIDGenerator;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.w3c.dom.Document;

/** Turns a plot into an SVG element that takes its colours of text and grid from the page. */
final class PlotSvg {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  private PlotSvg() {}

  static String draw(XYChart chart, String caption) {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
    context.setIDGenerator(new PlotIds(name(chart, caption)));
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    StringWriter text = new StringWriter();
    try {
      graphics.stream(graphics.getRoot(), text, true, false);
    } catch (SVGGraphics2DIOException e) {
      throw new IllegalStateException("a string cannot fail to be written", e);
    }
    String size =
        "viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\""
            .formatted(chart.getWidth(), chart.getHeight(), Html.escape(caption));
    String svg = text.toString();
    return svg.substring(svg.indexOf("<svg "))
        .replaceFirst("<svg ", "<svg " + size + " ")
        .replace("<defs id=\"genericDefs\"\n  />", "")
        .replace(rgb(Plots.INK), "var(--ink)")
        .replace(rgb(Plots.GRID), "var(--grid)");
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newDefaultNSInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(NAMESPACE, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's own XML must be there", e);
    }
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

  /** Names within an SVG element hold for the whole page, so each plot has names of its own. */
  private static final class PlotIds extends SVGIDGenerator {
    private final String plot;

    PlotIds(String plot) {
      this.plot = plot;
    }

    @Override
    public String generateID(String prefix) {
      return super.generateID(plot + prefix);
    }
  }
}
