package dev.narae.examples.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The table at the end of a run: one row an epoch. */
public final class MetricsTable {
  private static final String HEAD =
      """
      epoch   train loss   train acc   validation loss   validation acc     img/s
      -----   ----------   ---------   ---------------   --------------   -------
      """;

  private MetricsTable() {}

  /** The table as text, each line ended by a line feed. */
  public static String format(List<EpochMetrics> epochs) {
    return epochs.stream().map(MetricsTable::row).collect(Collectors.joining("", HEAD, ""));
  }

  private static String row(EpochMetrics m) {
    return String.format(
        Locale.ROOT,
        "%5d   %10.4f   %7.2f %%   %15.4f   %12.2f %%   %7.0f\n",
        m.epoch(),
        m.trainLoss(),
        100 * m.trainAccuracy(),
        m.validationLoss(),
        100 * m.validationAccuracy(),
        m.imagesPerSecond());
  }
}
