package dev.narae.benchmarks;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.narae.examples.report.AtomicFile;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All figures of a run, as its JSON file holds them.
 *
 * @param date of the run's start, ISO 8601 with the offset from UTC
 * @param quick whether it was a quick run
 * @param machine where
 * @param limits of the machine, measured in the run
 * @param rows what was measured
 */
record RunRecord(
    String date, boolean quick, Machine machine, MachineLimits limits, List<Row> rows) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeSpecialFloatingPointValues().create();

  /**
   * A line.
   *
   * @param workload its name
   * @param device of its variant
   * @param vectorBits of its variant
   * @param threads of its variant
   * @param nanos of one operation of ours
   * @param torchNanos of one operation of libtorch's, null without it
   * @param ratio how many times as fast we are, null without it
   * @param spread half the way between the quarters, as a share
   * @param share of the machine's limit, null where none applies
   * @param targetRatio what the ratio should reach, 0 for no target
   * @param targetShare what the share should reach, 0 for no target
   * @param blasThreads of OpenBLAS in libtorch
   * @param warmMillis until our side was at full speed
   * @param heapBytes of one operation on the Java heap
   * @param speed with its unit
   */
  record Row(
      String workload,
      String device,
      int vectorBits,
      int threads,
      double nanos,
      @Nullable Double torchNanos,
      @Nullable Double ratio,
      double spread,
      @Nullable Double share,
      double targetRatio,
      double targetShare,
      int blasThreads,
      double warmMillis,
      double heapBytes,
      String speed) {

    static Row of(Measurement measured, MachineLimits limits) {
      Workload workload = measured.line().workload();
      Variant variant = measured.line().variant();
      boolean comparable = variant.isCpu() && variant.threads() == limits.threads();
      return new Row(
          workload.name(),
          variant.device(),
          variant.vectorBits(),
          variant.threads(),
          measured.nanos(),
          known(measured.torchNanos()),
          known(measured.ratio()),
          measured.spread(),
          comparable ? known(workload.work().share(measured.nanos(), limits)) : null,
          workload.target().ratio(),
          workload.target().share(),
          measured.blasThreads(),
          measured.warmMillis(),
          measured.heapBytes(),
          workload.work().speed(measured.nanos()));
    }

    private static @Nullable Double known(double value) {
      return Double.isNaN(value) ? null : value;
    }

    /** How it was computed. */
    Variant variant() {
      return new Variant(device, vectorBits, threads);
    }

    /** What it should reach. */
    Target target() {
      return new Target(targetRatio, targetShare);
    }

    /** Whether it reaches that. */
    boolean isMet() {
      return target().isMet(ratio == null ? Double.NaN : ratio, share == null ? Double.NaN : share);
    }
  }

  /** The rows of the widest vectors with all threads, which have a peer beside them. */
  List<Row> mainRows() {
    Variant first = Variant.cpu(machine.vectorBits(), limits.threads());
    return rows.stream().filter(row -> row.variant().equals(first)).toList();
  }

  /** Writes it as a whole or not at all. */
  void write(Path file) throws IOException {
    AtomicFile.write(
        file, stream -> stream.write((GSON.toJson(this) + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the file cannot be read or holds no run
   */
  static RunRecord read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      RunRecord run = GSON.fromJson(reader, RunRecord.class);
      if (run == null || run.machine == null || run.limits == null || run.rows == null) {
        throw new IOException("%s is not the JSON file of a benchmark run".formatted(file));
      }
      return run;
    } catch (JsonParseException e) {
      throw new IOException("%s is not the JSON file of a benchmark run".formatted(file), e);
    }
  }
}
