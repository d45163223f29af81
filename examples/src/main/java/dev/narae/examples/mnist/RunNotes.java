package dev.narae.examples.mnist;

import dev.narae.examples.UserException;
import dev.narae.examples.report.EpochMetrics;
import dev.narae.examples.report.MetricsCsv;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint of {@code narae train} says about its run, besides weights and optimizer.
 *
 * @param data fingerprint of the data set
 * @param settings the options of the run
 * @param epochs what the epochs so far came to
 */
record RunNotes(String data, TrainSettings settings, List<EpochMetrics> epochs) {
  /** Copies the list, so that the record cannot change. */
  RunNotes {
    epochs = List.copyOf(epochs);
  }

  /** As texts by name; {@link #parse} reads them. */
  Map<String, String> toTexts() {
    return Map.of(
        "data", data,
        "epochs", Integer.toString(settings.epochs()),
        "batch", Integer.toString(settings.batch()),
        "lr", Double.toString(settings.lr()),
        "seed", Long.toString(settings.seed()),
        "metrics", MetricsCsv.format(epochs));
  }

  /**
   * Reads what {@link #toTexts} wrote.
   *
   * @throws IllegalArgumentException if a text is missing or spoilt
   */
  static RunNotes parse(Map<String, String> texts) {
    TrainSettings settings =
        new TrainSettings(
            Integer.parseInt(text(texts, "epochs")),
            Integer.parseInt(text(texts, "batch")),
            Double.parseDouble(text(texts, "lr")),
            Long.parseLong(text(texts, "seed")));
    return new RunNotes(text(texts, "data"), settings, MetricsCsv.parse(text(texts, "metrics")));
  }

  private static String text(Map<String, String> texts, String name) {
    String text = texts.get(name);
    if (text == null) {
      throw new IllegalArgumentException("it has no note '" + name + "'");
    }
    return text;
  }

  /**
   * Checks that a run can go on from here.
   *
   * @param chosen the settings to go on with
   * @param dataNow fingerprint of the data to go on with
   * @throws UserException if the data or the seed is another, or no epoch is left
   */
  void requireCompatible(TrainSettings chosen, String dataNow) {
    if (!data.equals(dataNow)) {
      throw new UserException(
          "--resume: the run was begun on other data (%s) than this (%s); give the same --data"
              .formatted(data, dataNow));
    }
    if (chosen.seed() != settings.seed()) {
      throw new UserException(
          "--resume: the run was begun with --seed %d, not %d; leave --seed out"
              .formatted(settings.seed(), chosen.seed()));
    }
    if (chosen.epochs() <= epochs.size()) {
      throw new UserException(
          "--resume: the run already has %d epochs; give --epochs %d or more to go on"
              .formatted(epochs.size(), epochs.size() + 1));
    }
  }
}
