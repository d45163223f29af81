package dev.narae.examples.lab;

import dev.narae.AutogradGraph;
import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.XYChart;

/** Something an item wrote down. */
public sealed interface Finding {

  /**
   * A figure beside the one it should be.
   *
   * @param name what it is
   * @param value what came out
   * @param expected what the report or a calculation by hand says
   * @param tolerance how far the two may be apart
   */
  record Check(String name, double value, double expected, double tolerance) implements Finding {
    /** How far the figure is from the expected one. */
    public double difference() {
      return Math.abs(value - expected);
    }

    /** Whether the figure is what it should be; a NaN never is. */
    public boolean passed() {
      return difference() <= tolerance;
    }
  }

  /** A figure by itself. */
  record Value(String name, String value) implements Finding {}

  /** Lines that keep their spaces. */
  record Text(String caption, String text) implements Finding {}

  /** A plot. */
  record Plot(String caption, XYChart chart) implements Finding {}

  /** A computational graph. */
  record Graph(String caption, AutogradGraph graph) implements Finding {}

  /** A picture of pixels. */
  record Picture(String caption, BufferedImage image) implements Finding {}

  /** Rows under a heading. */
  record Table(String caption, List<String> heading, List<List<String>> rows) implements Finding {
    /** Copies the lists, so that the record cannot change. */
    public Table {
      heading = List.copyOf(heading);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }
}
