package dev.narae.examples.report;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.apache.batik.svggen.SVGIDGenerator;
import org.knowm.xchart.XYChart;
import org.w3c.dom.Document;

/** Turns plots into SVG. */
public final class Svg {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  private Svg() {}

  /** Writes a plot as a file of its own, completely or not at all. */
  public static void write(Path file, XYChart chart) throws IOException {
    AtomicFile.write(file, element(chart, "p", chart.getTitle()));
  }

  /**
   * A plot as an element that takes the width it is given.
   *
   * @param ids begins the names within it, which hold for the whole page
   * @param label what it shows, for who cannot see it; special characters are escaped already
   */
  public static String element(XYChart chart, String ids, String label) {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
    context.setIDGenerator(new PlotIds(ids));
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
            .formatted(chart.getWidth(), chart.getHeight(), label);
    String svg = text.toString();
    return svg.substring(svg.indexOf("<svg "))
        .replaceFirst("<svg ", "<svg " + size + " ")
        .replace("<defs id=\"genericDefs\"\n  />", "");
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
