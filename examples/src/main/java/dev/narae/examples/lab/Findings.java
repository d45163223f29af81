package dev.narae.examples.lab;

import dev.narae.AutogradGraph;
import dev.narae.Tensor;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.knowm.xchart.XYChart;

/** What an item found, in order. */
public final class Findings {
  private final LabSettings settings;
  private final List<Finding> all = new ArrayList<>();

  /** Nothing found yet. */
  public Findings(LabSettings settings) {
    this.settings = settings;
  }

  /** How long the items may take. */
  public LabSettings settings() {
    return settings;
  }

  /** Everything so far. */
  public List<Finding> all() {
    return Collections.unmodifiableList(all);
  }

  /** The checks among it. */
  public List<Finding.Check> checks() {
    return all.stream()
        .filter(Finding.Check.class::isInstance)
        .map(Finding.Check.class::cast)
        .toList();
  }

  /** A figure beside the one it should be. */
  public void check(String name, double value, double expected, double tolerance) {
    all.add(new Finding.Check(name, value, expected, tolerance));
  }

  /** The largest difference between two tensors of one shape, which should be 0. */
  public void checkEqual(String name, Tensor value, Tensor expected, double tolerance) {
    double difference = value.detach().sub(expected.detach()).abs().max().item();
    check("largest difference: " + name, difference, 0, tolerance);
  }

  /** A figure by itself. */
  public void value(String name, String value) {
    all.add(new Finding.Value(name, value));
  }

  /** A small tensor, printed. */
  public void tensor(String name, Tensor value) {
    text(name, value.detach().toString());
  }

  /** Lines that keep their spaces. */
  public void text(String caption, String text) {
    all.add(new Finding.Text(caption, text));
  }

  /** A plot. */
  public void plot(String caption, XYChart chart) {
    all.add(new Finding.Plot(caption, chart));
  }

  /** A computational graph. */
  public void graph(String caption, AutogradGraph graph) {
    all.add(new Finding.Graph(caption, graph));
  }

  /** A picture of pixels. */
  public void picture(String caption, BufferedImage image) {
    all.add(new Finding.Picture(caption, image));
  }

  /** Rows under a heading. */
  public void table(String caption, List<String> heading, List<List<String>> rows) {
    all.add(new Finding.Table(caption, heading, rows));
  }
}
