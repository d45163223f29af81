package dev.narae.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Metrics as comma-separated values: a header line and one line an epoch, numbers in full. */
public final class MetricsCsv {
  private static final String HEAD =
      "epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,"
          + "images_per_second,seconds\n";
  private static final int COLUMNS = 7;

  private MetricsCsv() {}

  /** The metrics as text; {@link #parse} gives back exactly the same numbers. */
  public static String format(List<EpochMetrics> epochs) {
    return epochs.stream().map(MetricsCsv::line).collect(Collectors.joining("", HEAD, ""));
  }

  private static String line(EpochMetrics m) {
    return String.format(
        "%d,%s,%s,%s,%s,%s,%s\n",
        m.epoch(),
        m.trainLoss(),
        m.trainAccuracy(),
        m.validationLoss(),
        m.validationAccuracy(),
        m.imagesPerSecond(),
        m.seconds());
  }

  /**
   * Reads back what {@link #format} wrote.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static List<EpochMetrics> parse(String csv) {
    if (!csv.startsWith(HEAD)) {
      throw new IllegalArgumentException("metrics do not begin with the columns " + HEAD.strip());
    }
    List<EpochMetrics> epochs = new ArrayList<>();
    csv.substring(HEAD.length()).lines().forEach(line -> epochs.add(parseLine(line)));
    return List.copyOf(epochs);
  }

  private static EpochMetrics parseLine(String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != COLUMNS) {
      throw new IllegalArgumentException(
          "metrics line has " + cells.length + " values instead of " + COLUMNS + ": " + line);
    }
    return new EpochMetrics(
        Integer.parseInt(cells[0]),
        Double.parseDouble(cells[1]),
        Double.parseDouble(cells[2]),
        Double.parseDouble(cells[3]),
        Double.parseDouble(cells[4]),
        Double.parseDouble(cells[5]),
        Double.parseDouble(cells[6]));
  }
}
