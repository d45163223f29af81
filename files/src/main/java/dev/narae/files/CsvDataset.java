package dev.narae.files;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.narae.Tensor;
import dev.narae.data.Batch;
import dev.narae.data.Dataset;
import dev.narae.data.TensorDataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table of numbers (RFC 4180; the first line names the columns): inputs F32 (batch,
 * inputs), targets F32 (batch, targets), both in the order in which the options or the file name
 * them. A number is decimal, {@code nan} or {@code inf}, whichever way NumPy and pandas write it.
 */
public final class CsvDataset implements Dataset {
  private final TensorDataset rows;
  private final List<String> inputs;
  private final List<String> targets;
  private final List<String> skipped;

  private CsvDataset(
      TensorDataset rows, List<String> inputs, List<String> targets, List<String> skipped) {
    this.rows = rows;
    this.inputs = List.copyOf(inputs);
    this.targets = List.copyOf(targets);
    this.skipped = List.copyOf(skipped);
  }

  /**
   * Reads a file to the default device.
   *
   * @throws IOException if it cannot be read, lacks a column, has no usable row, or has a damaged
   *     one and that is an error; the line is named
   */
  public static CsvDataset read(Path file, CsvOptions options) throws IOException {
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(options.separator())
            .allowExtraFields(true)
            .allowMissingFields(true)
            // Spreadsheets begin their files with one.
            .detectBomHeader(true)
            .ofCsvRecord(file)) {
      return new Reading(file, options).rows(reader.iterator());
    } catch (CsvParseException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw new IOException("%s: it cannot be read: %s".formatted(file, e.getCause()), e);
    }
  }

  /** The columns that inputs come from. */
  public List<String> inputs() {
    return inputs;
  }

  /** The columns that targets come from. */
  public List<String> targets() {
    return targets;
  }

  /** What was wrong with the rows that were left out. */
  public List<String> skipped() {
    return skipped;
  }

  @Override
  public long size() {
    return rows.size();
  }

  @Override
  public Batch get(long[] indices) {
    return rows.get(indices);
  }

  /** Inputs of all rows, F32 (rows, inputs): what means and deviations are computed from. */
  public Tensor inputTable() {
    long[] all = new long[Math.toIntExact(size())];
    Arrays.setAll(all, i -> i);
    return rows.get(all).input();
  }

  /** One pass over a file. */
  private record Reading(Path file, CsvOptions options) {
    CsvDataset rows(Iterator<CsvRecord> records) throws IOException {
      if (!records.hasNext()) {
        throw new IOException(file + ": it is empty; the first line must name the columns");
      }
      List<String> names = records.next().getFields();
      List<String> inputs = new ArrayList<>(names);
      inputs.removeAll(options.targets());
      inputs.removeAll(options.ignored());
      int[] columns = columns(names, inputs);
      Table x = new Table(inputs.size());
      Table y = new Table(options.targets().size());
      List<String> skipped = new ArrayList<>();
      while (records.hasNext()) {
        CsvRecord record = records.next();
        String problem = problem(record, names, columns, x, y);
        if (problem != null && options.onError() == OnError.STOP) {
          throw new IOException(problem);
        } else if (problem != null) {
          skipped.add(problem);
        }
      }
      if (x.rows() == 0) {
        throw new IOException(
            "%s: it has no usable row; %d were skipped".formatted(file, skipped.size()));
      }
      TensorDataset rows = new TensorDataset(x.tensor(), y.tensor());
      return new CsvDataset(rows, inputs, options.targets(), skipped);
    }

    /** Where the inputs and then the targets stand. */
    private int[] columns(List<String> names, List<String> inputs) throws IOException {
      List<String> wanted = new ArrayList<>(inputs);
      wanted.addAll(options.targets());
      List<String> known = new ArrayList<>(wanted);
      known.addAll(options.ignored());
      for (String name : known) {
        if (names.indexOf(name) < 0 || names.indexOf(name) != names.lastIndexOf(name)) {
          throw new IOException(
              "%s: the column '%s' is there %s; the first line has %s"
                  .formatted(file, name, names.contains(name) ? "twice" : "not", names));
        }
      }
      if (inputs.isEmpty()) {
        throw new IOException(
            file + ": every column is a target or ignored; none is left as input");
      }
      return wanted.stream().mapToInt(names::indexOf).toArray();
    }

    private @Nullable String problem(
        CsvRecord record, List<String> names, int[] columns, Table x, Table y) {
      String place = "%s, line %d: ".formatted(file, record.getStartingLineNumber());
      if (record.getFieldCount() != names.size()) {
        return place + "%d cells instead of %d".formatted(record.getFieldCount(), names.size());
      }
      float[] values = new float[columns.length];
      for (int i = 0; i < values.length; i++) {
        String cell = record.getField(columns[i]).strip();
        try {
          values[i] = CsvNumber.parse(cell);
        } catch (NumberFormatException e) {
          return place
              + "'%s' in the column '%s' %s".formatted(cell, names.get(columns[i]), e.getMessage());
        }
      }
      x.add(values, 0);
      y.add(values, x.columns());
      return null;
    }
  }
}
