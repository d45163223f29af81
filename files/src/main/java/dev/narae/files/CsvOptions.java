package dev.narae.files;

import java.util.List;

/**
 * How a table is read.
 *
 * @param separator between cells: a comma, a tab, a semicolon …
 * @param targets the columns that shall be predicted, by the names in the first line
 * @param ignored columns that are not used
 * @param onError what becomes of a row that has too few or too many cells, or one that is no number
 */
public record CsvOptions(
    char separator, List<String> targets, List<String> ignored, OnError onError) {

  /** Copies the lists, so that the record cannot change. */
  public CsvOptions {
    targets = List.copyOf(targets);
    ignored = List.copyOf(ignored);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("CsvOptions: name at least one column as a target");
    }
  }

  /** Comma-separated values; a damaged row is an error. */
  public static CsvOptions csv(String... targets) {
    return new CsvOptions(',', List.of(targets), List.of(), OnError.STOP);
  }

  /** Tab-separated values; a damaged row is an error. */
  public static CsvOptions tsv(String... targets) {
    return new CsvOptions('\t', List.of(targets), List.of(), OnError.STOP);
  }

  /** The same without some columns. */
  public CsvOptions ignoring(String... columns) {
    return new CsvOptions(separator, targets, List.of(columns), onError);
  }

  /** The same with another treatment of damaged rows. */
  public CsvOptions onError(OnError choice) {
    return new CsvOptions(separator, targets, ignored, choice);
  }
}
