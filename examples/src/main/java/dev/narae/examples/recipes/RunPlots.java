package dev.narae.examples.recipes;

import dev.narae.examples.report.CurvePlot;
import dev.narae.examples.report.Fonts;
import dev.narae.train.History;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.knowm.xchart.XYChart;

/** Plots of a run's figures, training and validation together, each as PNG and as SVG. */
final class RunPlots {
  private RunPlots() {}

  /** Writes a plot for each figure; none where text cannot be drawn, or no epoch has ended. */
  static void write(Path folder, History history) throws IOException {
    if (!Fonts.usable()) {
      return;
    }
    for (Map.Entry<String, Map<String, double[]>> plot : curves(history).entrySet()) {
      String name = plot.getKey();
      CurvePlot.write(folder, name.replace('/', '-'), chart(name, plot.getValue()));
    }
  }

  private static XYChart chart(String name, Map<String, double[]> curves) {
    return switch (name) {
      case "loss" -> CurvePlot.loss("mean loss", curves);
      case "accuracy" -> {
        curves.replaceAll((_, values) -> Arrays.stream(values).map(v -> 100 * v).toArray());
        yield CurvePlot.accuracy(curves);
      }
      default -> CurvePlot.figure(name.replace('_', ' '), curves);
    };
  }

  /** {@code train/loss} and {@code validation/loss} are curves of {@code loss}. */
  private static Map<String, Map<String, double[]>> curves(History history) {
    Map<String, Map<String, double[]>> plots = new LinkedHashMap<>();
    for (String name : history.last().keySet()) {
      int slash = name.indexOf('/');
      String curve = slash < 0 ? name : name.substring(0, slash).replace("train", "training");
      double[] values =
          history.epochs().stream()
              .mapToDouble(figures -> figures.getOrDefault(name, Double.NaN))
              .toArray();
      plots
          .computeIfAbsent(name.substring(slash + 1), _ -> new LinkedHashMap<>())
          .put(curve, values);
    }
    return plots;
  }
}
