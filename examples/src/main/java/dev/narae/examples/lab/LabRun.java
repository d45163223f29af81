package dev.narae.examples.lab;

import dev.narae.Backends;
import dev.narae.Device;
import dev.narae.examples.lab.book.LabBook;
import dev.narae.examples.report.AtomicFile;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs items of the report and writes the lab book. */
public final class LabRun {
  private final List<LabEntry> entries;
  private final LabSettings settings;
  private final @Nullable String device;
  private final PrintStream out;

  /**
   * A run that has not begun.
   *
   * @param device where to compute; null for the default
   * @param out gets a line for each item
   */
  public LabRun(
      List<LabEntry> entries, LabSettings settings, @Nullable String device, PrintStream out) {
    this.entries = entries;
    this.settings = settings;
    this.device = device;
    this.out = out;
  }

  /**
   * Runs the items one after the other and writes {@code lab.html}.
   *
   * @return whether every figure is what it should be
   * @throws IOException if the folder or the page cannot be written, or data cannot be read
   */
  public boolean run(Path folder) throws IOException {
    Device where = device == null ? Backends.defaultDevice() : Device.of(device);
    Backends.open(where);
    Files.createDirectories(folder);
    Path page = folder.resolve("lab.html");
    requireWritable(page);
    List<LabOutcome> outcomes;
    try {
      outcomes = Device.with(where, this::runAll);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    AtomicFile.write(page, LabBook.of(outcomes, where.toString()));
    out.println("The lab book is " + page.toAbsolutePath().normalize());
    return outcomes.stream().allMatch(LabOutcome::passed);
  }

  /** Fails now rather than after a minute of work. */
  private static void requireWritable(Path page) throws IOException {
    Path trial = page.resolveSibling(page.getFileName() + ".trial");
    AtomicFile.write(trial, "");
    Files.delete(trial);
  }

  private List<LabOutcome> runAll() {
    List<LabOutcome> outcomes = new ArrayList<>();
    for (LabEntry entry : entries) {
      LabOutcome outcome = run(entry);
      out.printf(
          Locale.ROOT,
          "%s %-4s %-40s %2d checks %6.1f s%n",
          outcome.passed() ? "✓" : "✗",
          entry.number(),
          entry.title(),
          outcome.checks().size(),
          outcome.seconds());
      outcome.checks().stream()
          .filter(check -> !check.passed())
          .forEach(
              check ->
                  out.printf(
                      "       %s: %s, not %s%n", check.name(), check.value(), check.expected()));
      outcomes.add(outcome);
    }
    return outcomes;
  }

  private LabOutcome run(LabEntry entry) {
    long start = System.nanoTime();
    Findings findings = new Findings(settings);
    try {
      entry.item().run(findings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new LabOutcome(entry, findings.all(), (System.nanoTime() - start) / 1e9);
  }
}
