package dev.narae.record;

import dev.narae.train.Callback;
import dev.narae.train.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * Writes the figures of each epoch as a line of comma-separated values below a line of names (RFC
 * 4180, with line feeds). A run that goes on replaces what was written after its checkpoint.
 */
public final class CsvTable implements Callback {
  private final LogFile file;
  private String head = "";

  /** Writes into a file. */
  public CsvTable(Path file) {
    this.file = new LogFile(file);
  }

  @Override
  public void runBegun(Run run) {
    List<String> kept =
        file.begin(run.isResumed(), line -> line.startsWith("epoch,") || step(line) <= run.step());
    head = kept.isEmpty() ? "" : kept.getFirst();
  }

  private static long step(String line) {
    String[] cells = line.split(",", 3);
    try {
      return Long.parseLong(cells[Math.min(1, cells.length - 1)]);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  @Override
  public void epochEnded(Run run) {
    String names =
        run.figures().keySet().stream().map(CsvTable::cell).collect(joined("epoch,step,"));
    if (!names.equals(head)) {
      head = names;
      file.append(names);
    }
    String prefix = (run.epoch() + 1) + "," + run.step() + ",";
    file.append(
        run.figures().values().stream().map(value -> value.toString()).collect(joined(prefix)));
  }

  private static Collector<CharSequence, ?, String> joined(String prefix) {
    return Collectors.joining(",", prefix, "");
  }

  private static String cell(String name) {
    boolean plain = name.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
